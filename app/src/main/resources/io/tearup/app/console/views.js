// Pools, markets and the timeline of waves.

import {html, Component, useEffect, useRef} from './vendor/preact.js';
import {amount, clock, heat, number, percent, short, state} from './format.js';
import {lastAt, standing} from './history.js';
import {Dial} from './dial.js';

export function State({name}) {
  const [kind, sign, word] = state(name);
  return html`<span class=${'state ' + kind}><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** Redrawn only when its alert or what the store says of it has changed. */
export class Market extends Component {
  shouldComponentUpdate(next) {
    return next.alert !== this.props.alert || next.chosen !== this.props.chosen || next.markAge !== this.props.markAge
      || next.mark !== this.props.mark;
  }

  render({alert, chosen, onChoose, markAge, mark, asset}) {
    return html`<button class=${'market' + (chosen ? ' chosen' : '')} aria-pressed=${chosen ? 'true' : 'false'}
        data-market=${alert.market} data-state=${alert.state} onClick=${() => onChoose(alert.market)}>
      <span class="top"><b>${alert.market}</b><${State} name=${alert.state} /></span>
      <${Dial} alert=${alert} />
      <dl>
        <dt>headroom</dt><dd>${amount(alert.headroom, 2)} ${asset}</dd>
        <dt>result</dt><dd>${amount(alert.marketPnl, 2)}</dd>
        <dt>inventory</dt><dd>${amount(alert.inventory)}</dd>
        <dt>mark</dt><dd>${amount(mark || alert.mark)} <small>${markAge}</small></dd>
      </dl>
    </button>`;
  }
}

function colours() {
  const css = getComputedStyle(document.documentElement);
  const of = name => css.getPropertyValue(name).trim();
  return {line: of('--accent'), soft: of('--muted'), grid: of('--rule'), bad: of('--bad'), warn: of('--warn'), text: of('--muted')};
}

const compact = value => {
  const size = Math.abs(value);
  return size >= 1e9 ? +(value / 1e9).toPrecision(3) + 'G' : size >= 1e6 ? +(value / 1e6).toPrecision(3) + 'M'
    : size >= 1e3 ? +(value / 1e3).toPrecision(3) + 'k' : String(+value.toPrecision(3));
};

const HEIGHT = 176;

/** A uPlot chart of stepped series. `make` gives the columns. */
function Chart({label, series, make, version, format, description}) {
  const at = useRef(null);
  const plot = useRef(null);
  useEffect(() => {
    const paint = colours();
    const axis = {stroke: paint.text, grid: {stroke: paint.grid, width: 1}, ticks: {stroke: paint.grid, width: 1}, font: '11px system-ui'};
    plot.current = new uPlot({
      width: at.current.clientWidth || 300,
      height: HEIGHT,
      padding: [8, 18, 0, 0],
      cursor: {y: false},
      legend: {show: false},
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
      axes: [{...axis, size: 26, values: '{HH}:{mm}'}, {...axis, size: 52, values: (self, ticks) => ticks.map(format || compact)}],
      series: [{}, ...series.map(each => ({
        label: each.label,
        stroke: paint[each.colour],
        width: each.width || 1.5,
        dash: each.dash,
        fill: each.fill && paint[each.colour] + '22',
        paths: uPlot.paths.stepped({align: 1}),
        points: {show: false},
      }))],
    }, make(), at.current);
    const fit = new ResizeObserver(() => plot.current.setSize({width: at.current.clientWidth, height: HEIGHT}));
    fit.observe(at.current);
    return () => {
      fit.disconnect();
      plot.current.destroy();
    };
  }, [label]);
  useEffect(() => plot.current && plot.current.setData(make()), [version]);
  return html`<figure class="chart" role="img" aria-label=${description}>
    <figcaption>${label}
      ${series.map(each => html`<span class=${'key ' + each.colour + (each.dash ? ' dashed' : '')}>${each.label}</span>`)}
    </figcaption><div ref=${at}></div></figure>`;
}

/** At most so many points: the last of each stretch of time. */
function thinned(log, until, most = 600) {
  const end = lastAt(log, until) + 1;
  if (end <= most) return log.slice(0, end);
  const kept = [];
  const step = end / most;
  for (let i = 1; i <= most; i++) kept.push(log[Math.floor(i * step) - 1]);
  return kept;
}

function columns(log, until, fields) {
  const points = thinned(log, until);
  const times = points.map(each => each.at / 1000);
  const values = fields.map(field => points.map(each => {
    const value = number(each[field]);
    return Number.isFinite(value) ? value : null;
  }));
  if (points.length && Number.isFinite(until) && until > points[points.length - 1].at) {
    times.push(until / 1000);
    values.forEach(each => each.push(each[each.length - 1]));
  }
  return [times, ...values];
}

export function Pool({pool, alerts, group, history, until, chosen, onChoose, version, marks, scheme}) {
  const hottest = [...alerts].sort((a, b) => heat(b.state) - heat(a.state) || number(b.drawdown) - number(a.drawdown))[0];
  const shown = alerts.find(each => each.market === chosen) || hottest;
  const asset = group.settlementAsset || '';
  const latest = alerts.reduce((a, b) => (b.at > a.at ? b : a));
  const share = Math.max(0, Math.min(1, number(latest.balance) / number(latest.balancePeak)));
  const log = history.logOf(group.riskGroup, shown.market);
  // A chart is painted once in the colours of the scheme.
  const key = pool + '/' + shown.market + '/' + scheme;
  return html`<section class="panel pool" aria-label=${'pool ' + pool} data-pool=${pool}>
    <header>
      <h3>${pool} ${latest.kind && html`<small>${latest.kind.toLowerCase()}</small>`}</h3>
      <${State} name=${hottest.state} />
      <div class="fund">
        <div class="figures">
          <span><small>fund</small> <b>${amount(latest.balance, 2)}</b> ${asset}</span>
          <span><small>${hours(latest.windowMillis)} peak</small> ${amount(latest.balancePeak, 2)}</span>
          <span><small>equity</small> ${amount(latest.poolEquity, 2)}</span>
        </div>
        <div class="bar" role="img" aria-label=${'fund at ' + percent(String(share || 0), 1) + ' of its peak'}>
          <i style=${{width: (Number.isFinite(share) ? share * 100 : 0) + '%'}}></i></div>
      </div>
    </header>
    <div class="markets">
      ${alerts.map(alert => html`<${Market} key=${alert.market} alert=${alert} asset=${asset} chosen=${alert === shown}
        onChoose=${onChoose} mark=${marks.get(alert.market)?.mark} markAge=${marks.get(alert.market)?.age || clock(alert.at)} />`)}
    </div>
    <div class="charts">
      <${Chart} key=${'f' + key} label=${'Fund ' + pool} version=${version}
        description=${'balance of pool ' + pool + ' against its peak over time'}
        series=${[{label: 'balance', colour: 'line', fill: true}, {label: 'peak', colour: 'soft', dash: [5, 4]}]}
        make=${() => columns(log, until, ['balance', 'balancePeak'])} />
      <${Chart} key=${'d' + key} label=${'Drawdown ' + shown.market} version=${version}
        description=${'drawdown of ' + shown.market + ' against trigger and stop over time'}
        format=${value => (value * 100).toFixed(0) + ' %'}
        series=${[{label: 'drawdown', colour: 'line', fill: true}, {label: 'trigger', colour: 'bad', dash: [6, 3]},
          {label: 'stop', colour: 'warn', dash: [2, 3]}]}
        make=${() => columns(log, until, ['drawdown', 'triggerRatio', 'stopRatio'])} />
    </div>
  </section>`;
}

const hours = ms => (ms ? +(ms / 3600000).toFixed(1) + ' h' : '');

export function Shadow({mode}) {
  return mode === 'SHADOW' && html`<span class="badge" title="told, not carried out">SHADOW</span>`;
}

const RESULTS = {RESOLVED: 'ok', CONTINUES: 'warn', RESERVED: 'warn', SHORTFALL: 'bad', BLOCKED: 'bad', OPEN: 'warn'};

export function Result({name}) {
  return html`<span class=${'state ' + (RESULTS[name] || 'warn')}>${name}</span>`;
}

/** Armed stretches and waves of each market that has any, on one axis of time. */
export function Timeline({history, group, from, until, onOpen, opened}) {
  const waves = history.wavesUntil(group, until);
  const span = Math.max(1, until - from);
  const place = at => Math.max(0, Math.min(100, ((at - from) / span) * 100));
  const lanes = [];
  for (const log of history.markets.values()) {
    if (log[0].riskGroup !== group) continue;
    const market = log[0].market;
    const bands = [];
    for (let i = 0, end = lastAt(log, until); i <= end; i++) {
      // A pool that was defined a moment ago and has no money yet says nothing of risk.
      const kind = number(log[i].balancePeak) > 0 ? log[i].state : 'NORMAL';
      const band = bands[bands.length - 1];
      if (band && band.kind === kind) band.to = i < end ? log[i + 1].at : until;
      else bands.push({kind, from: log[i].at, to: i < end ? log[i + 1].at : until});
    }
    const own = waves.filter(wave => wave.market === market);
    if (own.length || bands.some(band => band.kind !== 'NORMAL')) lanes.push({market, bands, own});
  }
  lanes.sort((a, b) => (a.market < b.market ? -1 : 1));
  if (!lanes.length) return html`<p class="quiet">No market was armed and no wave was run in what is recorded here.</p>`;
  return html`<div class="timeline">
    <div class="lanes">${lanes.map(lane => html`<div class="lane" key=${lane.market}>
      <span class="name">${lane.market}</span>
      <div class="line">
        ${lane.bands.filter(band => band.kind !== 'NORMAL').map(band => html`<i class=${'band ' + band.kind}
          title=${band.kind + ' ' + clock(band.from)}
          style=${{left: place(band.from) + '%', width: Math.max(0.3, place(band.to) - place(band.from)) + '%'}}></i>`)}
        ${lane.own.map(wave => {
          const told = standing(wave, until);
          return html`<button key=${wave.id} class=${'wave ' + (RESULTS[told.result] || 'warn') + (told.shadow ? ' shadow' : '')}
            style=${{left: place(wave.at) + '%'}} onClick=${() => onOpen(wave.id)}
            aria-label=${'wave ' + wave.id + ' at ' + clock(wave.at) + ', ' + told.result + (told.shadow ? ', shadow' : '')}
            aria-current=${opened === wave.id ? 'true' : 'false'}></button>`;
        })}
      </div></div>`)}</div>
    <div class="axis"><span>${clock(from)}</span><span>${clock(from + span / 2)}</span><span>${clock(until)}</span></div>
    <p class="legend" aria-hidden="true"><i class="band ADL"></i> ADL <i class="band RECOVERING"></i> recovering
      <i class="band WARNING"></i> warning <i class="dot"></i> wave <i class="dot hollow"></i> shadow wave</p>
  </div>`;
}

export function Waves({history, group, until, onOpen, asset}) {
  const waves = history.wavesUntil(group, until).reverse().slice(0, 200);
  if (!waves.length) return null;
  return html`<div class="scroll"><table class="waves">
    <thead><tr><th>time</th><th>wave</th><th class="n">demand</th><th class="n">closed</th><th class="n">price</th>
      <th class="n">mark</th><th class="n">accounts</th><th class="n">haircuts ${asset}</th><th>result</th></tr></thead>
    <tbody>${waves.map(wave => {
      const {first, last, result, shadow, assignments, open, closed, haircut} = standing(wave, until);
      return html`<tr key=${wave.id} data-wave=${wave.id} onClick=${() => onOpen(wave.id)}>
        <td>${clock(wave.at)}</td>
        <td><button class="link" onClick=${() => onOpen(wave.id)}>${wave.id}</button> ${shadow && html`<${Shadow} mode="SHADOW" />`}</td>
        <td class="n">${amount(first.demand)}</td><td class="n">${open ? '…' : amount(closed)}</td>
        <td class="n">${amount(last.price)}</td><td class="n">${short(last.mark)}</td>
        <td class="n">${open ? '…' : assignments}</td><td class="n">${open ? '…' : amount(haircut, 2)}</td>
        <td><${Result} name=${result} /></td></tr>`;
    })}</tbody></table></div>`;
}
