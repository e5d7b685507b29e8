// The one connection to /v1/stream, in a worker that all tabs of the browser share, so that many tabs cost the server one stream.
// A tab that opens gets the events kept here. Batches wait until the tab has taken the one before: a slow tab holds up nobody.

const KEEP = 8000;
const TOO_FAR_BEHIND = 40000;
const RETRY = 1000;

const tabs = new Set();
let kept = [];
let source = null;
let lastId = null;
let refused = 0;
let status = {state: 'connecting', since: Date.now()};

function tell(state) {
  if (state !== status.state) status = {state, since: Date.now()};
  for (const tab of tabs) tab.port.postMessage({status});
}

function open() {
  if (source) source.close();
  const from = lastId === null ? '?last=' + KEEP : '?from=' + encodeURIComponent(lastId);
  const opened = new EventSource('/v1/stream' + from);
  source = opened;
  opened.addEventListener('hello', event => {
    refused = 0;
    lastId = event.lastEventId;
    tell('live');
  });
  for (const type of ['Alert', 'Wave']) opened.addEventListener(type, event => keep(type, event));
  opened.onerror = () => {
    if (source !== opened) return;
    tell('reconnecting');
    // While it is CONNECTING the browser tries again by itself, with the id of the last event. A refusal ends that.
    if (opened.readyState === EventSource.CLOSED) {
      refused++;
      // A server that does not know the id is another one: its history is read anew.
      if (refused > 5) lastId = null;
      setTimeout(() => source === opened && open(), RETRY);
    }
  };
}

function keep(type, event) {
  lastId = event.lastEventId;
  const kind = {type, id: event.lastEventId, data: event.data};
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
  if (!source) open();
}

if ('onconnect' in self) self.onconnect = event => join(event.ports[0]);
else join(self);
