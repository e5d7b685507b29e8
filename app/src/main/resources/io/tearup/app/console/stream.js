// The one connection to /v1/stream, in a worker that all tabs of the browser share, so that many tabs cost the server one stream.
// A tab that opens gets the events kept here. Batches wait until the tab has taken the one before: a slow tab holds up nobody.
// It is read with fetch and not with EventSource, which tells nobody why a server refused: the id of the last event may be given
// up only where the server says that it is none of its own, never because it is restarting, full, or behind a proxy.

const KEEP = 8000;
const TOO_FAR_BEHIND = 40000;
// A connection that is silent for longer than two and a half of the server's heartbeats is dead, whatever the network says.
const SILENCE = 25000;
const SLOWEST = 5;

const tabs = new Set();
let kept = [];
let lastId = null;
let epoch = null;
let retry = 1000;
let refused = 0;
let connection = null;
let timer = 0;
let status = {state: 'connecting', since: Date.now()};

function tell(state) {
  if (state !== status.state) status = {state, since: Date.now()};
  for (const tab of tabs) tab.port.postMessage({status});
}

function open() {
  if (connection) connection.abort();
  clearTimeout(timer);
  const own = (connection = new AbortController());
  read(own).catch(() => {}).then(() => {
    // Another connection may have taken its place.
    if (connection !== own) return;
    own.abort();
    tell('reconnecting');
    // One that was refused waits longer each time, up to five times as long.
    const wait = retry * Math.min(SLOWEST, 1.5 ** refused);
    refused++;
    timer = setTimeout(open, wait * (0.8 + 0.4 * Math.random()));
  });
}

/** Reads until the connection ends. */
async function read(own) {
  let heard = Date.now();
  const watch = setInterval(() => Date.now() - heard > SILENCE && own.abort(), SILENCE / 5);
  try {
    const from = lastId === null ? '?last=' + KEEP : '?from=' + encodeURIComponent(lastId);
    const response = await fetch('/v1/stream' + from, {signal: own.signal, cache: 'no-store', headers: {Accept: 'text/event-stream'}});
    // 400 is about the id: what was read does not go on at this server.
    if (response.status === 400 && connection === own) forget();
    if (!response.ok || !(response.headers.get('Content-Type') || '').startsWith('text/event-stream')) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const {done, value} = await reader.read();
      // What the last event lacks comes again: its id was not taken.
      if (done || connection !== own) return;
      heard = Date.now();
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        take(block);
        if (connection !== own) return;
      }
    }
  } finally {
    clearInterval(watch);
  }
}

/** One event: lines of a name and a value. */
function take(block) {
  const event = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 2);
  }
  if (event.retry) retry = Number(event.retry);
  if (event.event === 'hello') greet(event);
  else if (event.event === 'Alert' || event.event === 'Wave') keep(event);
}

/** The first event of a connection. In another epoch nothing that was kept means anything, nor does the id that was asked for. */
function greet(event) {
  refused = 0;
  const now = JSON.parse(event.data).epoch;
  const another = epoch !== null && now !== epoch;
  epoch = now;
  if (another) {
    forget();
    open();
  } else {
    lastId = event.id;
    tell('live');
  }
}

/** Begins anew, and has every tab do so. */
function forget() {
  lastId = null;
  kept = [];
  for (const tab of tabs) {
    tab.waiting = [];
    tab.skipped = 0;
    tab.port.postMessage({anew: true});
  }
}

function keep({event, id, data}) {
  lastId = id;
  const kind = {type: event, id, data};
  kept.push(kind);
  if (kept.length > 2 * KEEP) kept = kept.slice(-KEEP);
  for (const tab of tabs) {
    tab.waiting.push(kind);
    if (tab.waiting.length > TOO_FAR_BEHIND) {
      tab.skipped += tab.waiting.length - KEEP;
      tab.waiting = tab.waiting.slice(-KEEP);
    }
    schedule(tab);
  }
}

function schedule(tab) {
  if (tab.busy || tab.timer || tab.waiting.length === 0) return;
  tab.timer = setTimeout(() => {
    tab.timer = 0;
    if (tab.waiting.length === 0) return;
    tab.busy = true;
    tab.port.postMessage({events: tab.waiting.splice(0, 1000), skipped: tab.skipped});
  }, 8);
}

function join(port) {
  const tab = {port, waiting: kept.slice(), busy: false, timer: 0, skipped: 0};
  tabs.add(tab);
  port.onmessage = message => {
    if (message.data === 'taken') {
      tab.busy = false;
      schedule(tab);
    } else if (message.data === 'reopen') {
      open();
    } else if (message.data === 'leave') {
      tabs.delete(tab);
    }
  };
  port.postMessage({status});
  schedule(tab);
  if (!connection) open();
}

if ('onconnect' in self) self.onconnect = event => join(event.ports[0]);
else join(self);
