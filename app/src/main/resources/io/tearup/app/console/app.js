// The page: one state, drawn at most once for every frame the screen shows, however fast records come.

import {html, render} from './vendor/preact.js';
import {age, amount, clock, day, millis, state} from './format.js';
import {get, path} from './api.js';
import {History} from './history.js';
import {Pool, Timeline, Waves} from './views.js';
import {Drawer} from './drawer.js';
import {Lookup} from './position.js';

const POLL = 2000;
const RECENT = 3600000;
const dark = matchMedia('(prefers-color-scheme: dark)');

const history = new History();
const page = {
  begun: false,
  groups: [],
  group: '',
  views: new Map(),
  rulebooks: [],
  chosen: {},
  opened: '',
  wanted: {account: '', market: ''},
  at: null,
  playing: 0,
  connection: {state: 'connecting', since: Date.now()},
  away: 0,
  heard: Date.now(),
  fault: '',
  skipped: 0,
  said: '',
};

// ---- drawing ----

let asked = false;

export function redraw() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    render(html`<${Page} />`, document.getElementById('app'));
  });
}

function set(change) {
  Object.assign(page, change);
  redraw();
}

// ---- what comes ----

let worker;
let worlds = 0;

function connect() {
  if (typeof SharedWorker === 'function') {
    worker = new SharedWorker('stream.js', {name: 'tearup-stream'}).port;
    addEventListener('pagehide', () => worker.postMessage('leave'));
    addEventListener('pageshow', event => event.persisted && location.reload());
  } else {
    worker = new Worker('stream.js');
  }
  worker.onmessage = ({data}) => {
    if (data.status) set({connection: data.status});
    if (data.anew) anew();
    if (data.events) {
      for (const event of data.events) take(event);
      say();
      worker.postMessage('taken');
      set({skipped: data.skipped, heard: Date.now()});
    }
  };
}

/** Other topics stand behind the server than before: nothing that is shown is of them. */
function anew() {
  history.clear();
  page.views.clear();
  worlds++;
  set({begun: false, opened: '', at: null, playing: 0, skipped: 0, said: '', chosen: {}});
  document.dispatchEvent(new CustomEvent('tearup-anew'));
}

function take(event) {
  const record = JSON.parse(event.data);
  const fresh = history.add(event.type, record);
  // For whoever drives the page: a record of the stream has come, and whether it was new.
  document.dispatchEvent(new CustomEvent('tearup-event', {detail: {type: event.type, id: event.id, record, fresh}}));
  if (fresh) announce(event.type, record);
}

const SAYINGS = 4;
let saying = [];

/** What a screen reader is told: states that change, waves that end. Not what was before, which comes as history. */
function announce(type, record) {
  if (!page.begun || record.riskGroup !== page.group || page.connection.state !== 'live') return;
  if (type === 'Wave' && record.phase === 'CLOSED') saying.push(`wave ${record.waveId} ${record.result}`);
  if (type === 'Alert') {
    const log = history.logOf(record.riskGroup, record.market);
    const before = log[log.length - 2];
    if (before && log[log.length - 1] === record && before.state !== record.state) saying.push(`${record.market}: ${state(record.state)[2]}`);
  }
}

/** Everything that changed at once is one announcement, and no longer than a person listens. */
function say() {
  if (!saying.length) return;
  const more = saying.length - SAYINGS;
  page.said = saying.slice(0, SAYINGS).join(', ') + (more > 0 ? ` and ${more} more` : '');
  saying = [];
}

async function poll() {
  try {
    const world = worlds;
    if (!page.begun) {
      const {riskGroups} = await get('/v1/groups');
      page.groups = riskGroups;
      if (!riskGroups.includes(page.group)) page.group = riskGroups[0];
      page.rulebooks = (await get('/v1/rulebooks')).rulebooks;
      await snapshot();
    }
    const view = await get('/v1/groups/' + path(page.group));
    // Whatever was answered before the topics changed is asked again.
    if (world === worlds) {
      page.begun = true;
      page.views.set(page.group, view);
    }
    if (page.away) {
      // The stream may believe it is alive although nothing came through: it goes on from its last event.
      if (page.away > 2) worker.postMessage('reopen');
      page.away = 0;
    }
    page.fault = '';
  } catch (fault) {
    if (fault.away) page.away++;
    else page.fault = fault.message;
  }
  redraw();
  setTimeout(poll, document.hidden ? 5 * POLL : POLL);
}

async function snapshot() {
  const world = worlds;
  const [alerts, waves] = await Promise.all([get('/v1/alerts'), get('/v1/waves?limit=500')]);
  if (world !== worlds) return;
  for (const alert of alerts.alerts) history.add('Alert', alert);
  for (const wave of waves.waves.reverse()) history.add('Wave', wave);
}

// ---- replay ----

let played = 0;

function play(now) {
  if (!page.playing) return;
  const at = page.at + (now - played) * page.playing;
  played = now;
  if (at >= history.last) set({at: null, playing: 0});
  else {
    set({at});
    requestAnimationFrame(play);
  }
}

function start() {
  played = performance.now();
  const from = page.at === null || page.at >= history.last ? history.first : page.at;
  // The whole of it in half a minute.
  set({at: from, playing: (history.last - history.first) / 30000});
  requestAnimationFrame(play);
}

// ---- the page ----

function connectionText() {
  const since = Math.round((Date.now() - page.connection.since) / 1000);
  if (page.away > 1 || !navigator.onLine) return ['bad', 'no answer from the server; what is shown is as of ' + clock(history.last)];
  if (page.connection.state === 'live') return ['ok', 'live'];
  if (page.connection.state === 'reconnecting') return ['warn', `connection lost ${age(since * 1000)} ago, trying again; nothing will be missed`];
  return ['warn', 'connecting'];
}

function Header({view}) {
  const [kind, words] = connectionText();
  return html`<header class="page">
    <h1><img src="icon.svg" alt="" width="22" height="22" /> Tearup</h1>
    ${page.groups.length > 1 ? html`<label class="group">risk group <select value=${page.group}
        onChange=${event => set({group: event.target.value, opened: '', at: null})}>
        ${page.groups.map(group => html`<option>${group}</option>`)}</select></label>`
      : html`<span class="group">risk group <b>${page.group || '–'}</b></span>`}
    ${view && html`<span>mode <b class=${view.mode === 'LIVE' ? '' : 'bad'}>${view.mode}</b>${view.frozenBecause && html`: ${view.frozenBecause}`}</span>
      <span>rulebook <b>${view.rulebook || 'none'}</b></span>`}
    <span class="spring"></span>
    ${view && html`<span>${day(millis(view.streamTime))} <b>${clock(millis(view.streamTime))}</b> UTC</span>`}
    <span id="connection" role="status" class=${'state ' + kind}><span aria-hidden="true">${kind === 'ok' ? '●' : '▲'}</span> ${words}</span>
  </header>`;
}

function Scrubber() {
  if (!(history.last > history.first)) return null;
  const at = page.at ?? history.last;
  return html`<div class="scrubber" role="group" aria-label="replay of what is recorded here">
    <button onClick=${() => (page.playing ? set({playing: 0}) : start())}>${page.playing ? 'Pause' : 'Replay'}</button>
    <input type="range" id="scrubber" aria-label="time" min=${history.first} max=${history.last} step="1000" value=${at}
      aria-valuetext=${clock(at)} onInput=${event => {
        const to = +event.target.value;
        set({at: to >= history.last - 1000 ? null : to, playing: 0});
      }} />
    <output>${clock(at)}</output>
    <button class=${page.at === null ? 'live' : ''} aria-pressed=${page.at === null ? 'true' : 'false'}
      onClick=${() => set({at: null, playing: 0})}>Now</button>
  </div>`;
}

/** The last mark of each market: the store's, which is asked now and then, or that of an alert that came since. */
function marksOf(view, alerts) {
  const marks = new Map();
  if (!view || page.at !== null) return marks;
  const stream = millis(view.streamTime);
  // A recording's clock is its own; a venue that trades now is measured by the clock on the wall.
  const now = Math.abs(Date.now() - stream) < RECENT ? Date.now() : stream;
  const told = new Map(alerts.map(alert => [alert.market, alert]));
  for (const each of view.markets) {
    const alert = told.get(each.market);
    const newer = alert && alert.at > millis(each.markedAt);
    marks.set(each.market, {
      mark: newer ? alert.mark : each.mark,
      age: age(Math.max(0, now - (newer ? alert.at : millis(each.markedAt)))) + ' old',
    });
  }
  return marks;
}

function Page() {
  const view = page.views.get(page.group);
  const now = page.at ?? Infinity;
  const alerts = history.alertsAt(page.group, now);
  const pools = new Map();
  for (const alert of alerts) {
    if (!pools.has(alert.pool)) pools.set(alert.pool, []);
    pools.get(alert.pool).push(alert);
  }
  const until = page.at ?? history.last;
  const asset = view?.settlementAsset || '';
  const marks = marksOf(view, alerts);
  const version = history.version + '/' + page.at;
  const look = (account, market) => {
    set({wanted: {account, market: market || ''}});
    document.getElementById('position').scrollIntoView({block: 'start'});
  };
  return html`<div>
    <a class="skip" href="#position">to the position lookup</a>
    <${Header} view=${view} />
    ${page.fault && html`<p class="note" role="alert">${page.fault}</p>`}
    ${page.skipped > 0 && html`<p class="note" role="alert">This browser was too slow for the stream: ${amount(String(page.skipped))} records
      were skipped in its history. What is shown as of now is right.</p>`}
    ${page.at !== null && html`<p class="note replayed" role="status">Replay: pools and waves as of ${day(page.at)} ${clock(page.at)} UTC.</p>`}
    <main>
      <h2 class="hidden">Pools</h2>
      ${!alerts.length && html`<section class="panel"><p class="quiet">No alert of this group has been published yet: no pool has a market
        with money at risk.</p></section>`}
      ${[...pools].map(([pool, own]) => html`<${Pool} key=${page.group + pool} pool=${pool} alerts=${own} history=${history} until=${until}
        group=${{riskGroup: page.group, settlementAsset: asset}} chosen=${page.chosen[pool]} version=${version} marks=${marks} scheme=${dark.matches}
        onChoose=${market => set({chosen: {...page.chosen, [pool]: market}})} />`)}
      <section class="panel" aria-labelledby="waves-title"><h2 id="waves-title">Waves</h2>
        <${Timeline} history=${history} group=${page.group} from=${history.first} until=${until} opened=${page.opened}
          onOpen=${id => set({opened: id})} />
        <${Waves} history=${history} group=${page.group} until=${until} asset=${asset} onOpen=${id => set({opened: id})} />
      </section>
      <section class="panel" id="position" tabindex="-1" aria-labelledby="position-title"><h2 id="position-title">Position</h2>
        <${Lookup} group=${page.group} wanted=${page.wanted} asset=${asset} rulebooks=${page.rulebooks} replayed=${page.at !== null}
          version=${page.views.get(page.group)?.streamTime} onWanted=${wanted => set({wanted})} />
      </section>
    </main>
    <${Scrubber} />
    <div class="hidden" aria-live="polite" id="said">${page.said}</div>
    ${page.opened && html`<${Drawer} id=${page.opened} version=${history.waves.get(page.opened)?.records.length}
      onClose=${() => set({opened: ''})} onAccount=${look} />`}
  </div>`;
}

addEventListener('keydown', event => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById('account').focus();
  }
});
dark.addEventListener('change', redraw);
addEventListener('online', redraw);
addEventListener('offline', redraw);

connect();
poll();
redraw();
