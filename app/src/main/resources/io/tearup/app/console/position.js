// A position looked up: its lights, what stands before it, and what would change them.

import {html, useEffect, useRef, useState} from './vendor/preact.js';
import {amount, number, part, short} from './format.js';
import {get, path} from './api.js';

/** Five lights, as text too. */
export function Lights({light, label}) {
  const words = light ? `${light} of 5` : 'none';
  return html`<span class="lights" role="img" aria-label=${(label || 'light') + ' ' + words} data-light=${light}>
    ${[1, 2, 3, 4, 5].map(each => html`<i class=${each <= light ? 'on' : ''}></i>`)}<b>${words}</b></span>`;
}

const place = outlook => (outlook.rank ? `${outlook.rank} of ${outlook.candidates}` : 'in no queue: in liquidation or not to be asked');

function Wave({outlook, asset}) {
  const wave = outlook.wave;
  if (!wave) return html`<span class="quiet">nothing: no wave could ask this side now</span>`;
  if (wave.blocked) return html`<span>nothing: the price ${amount(wave.price)} lies outside the band</span>`;
  return html`<b>${amount(wave.haircut, 2)} ${asset}</b> <span class="quiet">${amount(wave.quantity)} closed at ${
    amount(wave.price)}${wave.inForce ? ', the price in force' : ', the worst price the rulebook could ask'}, of a demand of ${amount(wave.demand)}</span>`;
}

const STEPS = 100;

function Comparison({now, then, asset}) {
  const row = (name, of) => html`<tr><th>${name}</th><td>${of(now)}</td><td>${then ? of(then) : '–'}</td></tr>`;
  return html`<table class="compare"><thead><tr><th></th><th>now</th><th>what if</th></tr></thead><tbody>
    <tr><th>light</th><td><${Lights} light=${now.light} label="light now" /></td>
      <td>${then ? html`<${Lights} light=${then.light} label="light then" />` : html`<${Lights} light=${0} label="light then" /> nothing left`}</td></tr>
    ${row('place', place)}
    ${row('quantity', each => amount(each.quantity))}
    ${row('quantity ahead', each => (each.rank ? html`${amount(each.quantityAhead)} <span class="quiet">of ${amount(each.quantityQueued)}</span>` : '–'))}
    ${row('expected haircut', each => html`<${Wave} outlook=${each} asset=${asset} />`)}
  </tbody></table>`;
}

/** What changed about a position, in a sentence. */
function summary(account, market, {now, then}, supposed) {
  const of = outlook => (outlook ? `light ${outlook.light ? outlook.light + ' of 5' : 'none'}, place ${place(outlook)}` : 'nothing left');
  return `${account}, ${market}: ${of(now)}` + (supposed ? `; what if: ${of(then)}` : '');
}

function WhatIf({base, account, position, asset, rulebooks, version, onTold}) {
  const [margin, setMargin] = useState(0);
  const [reduce, setReduce] = useState(0);
  const [rulebook, setRulebook] = useState('');
  const [answer, setAnswer] = useState(null);
  const [fault, setFault] = useState('');
  const asking = useRef({busy: false, next: null});
  // A step of margin is a hundredth of what the position was worth at entry, in whole units.
  const unit = Math.max(1, Math.round(number(position.entryValue) / STEPS));
  const query = {addMargin: String(unit * margin), reduce: part(position.quantity, position.lotSize, reduce, STEPS), rulebook};
  useEffect(() => {
    let gone = false;
    const ask = wanted => {
      if (asking.current.busy) {
        asking.current.next = wanted;
        return;
      }
      asking.current.busy = true;
      get(base + '/whatif?' + new URLSearchParams(wanted)).then(
        told => {
          if (gone) return;
          setAnswer(told);
          setFault('');
          const supposed = Number(wanted.addMargin) > 0 || Number(wanted.reduce) > 0 || wanted.rulebook !== '';
          onTold(summary(account, position.market, told, supposed));
        },
        problem => !gone && setFault(problem.message),
      ).finally(() => {
        asking.current.busy = false;
        const next = asking.current.next;
        asking.current.next = null;
        if (next && !gone) ask(next);
      });
    };
    ask(query);
    return () => (gone = true, asking.current = {busy: false, next: null});
  }, [base, margin, reduce, rulebook, version]);
  return html`<div class="whatif">
    <h4>What if</h4>
    <div class="controls">
      <label>add margin <output>${amount(query.addMargin)} ${asset}</output>
        <input type="range" id="add-margin" min="0" max=${STEPS} value=${margin} onInput=${event => setMargin(+event.target.value)}
          aria-valuetext=${query.addMargin + ' ' + asset} /></label>
      <label>reduce by <output>${short(query.reduce)}</output>
        <input type="range" id="reduce" min="0" max=${STEPS} value=${reduce} onInput=${event => setReduce(+event.target.value)}
          aria-valuetext=${query.reduce + ', ' + reduce + ' percent'} /></label>
      <label>rulebook
        <select id="rulebook" value=${rulebook} onChange=${event => setRulebook(event.target.value)}>
          <option value="">in force${answer ? ': ' + answer.rulebook : ''}</option>
          ${rulebooks.map(name => html`<option value=${name}>${name}</option>`)}
        </select></label>
    </div>
    ${fault && html`<p class="note" role="alert">${fault}</p>`}
    ${answer && html`<${Comparison} now=${answer.now} then=${answer.then} asset=${asset} />`}
  </div>`;
}

export function Lookup({group, wanted, onWanted, asset, rulebooks, version, replayed}) {
  const [text, setText] = useState(wanted.account);
  const [answer, setAnswer] = useState({});
  // Drawn anew whenever something moved, but read out only when the light or the place did.
  const [summed, setSummed] = useState('');
  const missing = useRef(null);
  useEffect(() => (setText(wanted.account), setSummed('')), [wanted.account]);
  useEffect(() => {
    // What is not there is not asked for again until a person does.
    if (!wanted.account || missing.current === wanted) return undefined;
    let here = true;
    get('/v1/groups/' + path(group, 'accounts', wanted.account)).then(
      told => here && setAnswer({of: wanted.account, told}),
      fault => {
        if (fault.status === 404) missing.current = wanted;
        if (here) setAnswer({of: wanted.account, fault});
      },
    );
    return () => (here = false);
  }, [group, wanted, version]);
  const told = answer.of === wanted.account && answer.told;
  const fault = answer.of === wanted.account && answer.fault;
  const open = told ? told.positions.filter(each => each.side !== 'FLAT') : [];
  const position = open.find(each => each.market === wanted.market) || open[0];
  const heard = told && !open.length ? `${told.account}: no open position` : summed;
  return html`<div class="lookup">
    <form onSubmit=${event => {
      event.preventDefault();
      onWanted({account: text.trim(), market: ''});
    }}>
      <label for="account">account</label>
      <input id="account" value=${text} onInput=${event => setText(event.target.value)} autocomplete="off" spellcheck=${false}
        placeholder="acct-01090" maxlength="128" />
      <button>Look up</button>
    </form>
    ${replayed && wanted.account && html`<p class="quiet">Positions are shown as they are now, not as of the time above.</p>`}
    <div class="hidden" aria-live="polite" id="told">${heard}</div>
    <div id="found">
    ${!wanted.account ? html`<p class="quiet">Where a position stands in line, what stands before it, and what would change that.</p>`
      : fault ? html`<p class="note" role="alert">${fault.message}</p>`
      : !told ? html`<p class="quiet">looking …</p>`
      : html`<p class="facts"><b>${told.account}</b> wallet ${amount(told.wallet, 2)}, cross equity ${amount(told.crossEquity, 2)}
          ${told.owner && html`, owner ${told.owner}`}</p>
        ${!open.length ? html`<p class="note">This account holds no open position.</p>` : html`
        <div class="scroll"><table><thead><tr><th>market</th><th>side</th><th class="n">quantity</th><th class="n">value at entry</th>
            <th class="n">mark</th><th>margin</th><th>light published</th></tr></thead>
          <tbody>${open.map(each => html`<tr key=${each.market} class=${each === position ? 'chosen' : ''}>
            <td><button class="link" aria-pressed=${each === position ? 'true' : 'false'}
              onClick=${() => onWanted({account: wanted.account, market: each.market})}>${each.market}</button></td>
            <td>${each.side}</td><td class="n">${amount(each.quantity)}</td><td class="n">${amount(each.entryValue, 2)}</td>
            <td class="n">${amount(each.mark)}</td>
            <td>${each.marginMode === 'ISOLATED' ? html`isolated ${amount(each.isolatedMargin, 2)}` : 'cross'}</td>
            <td><${Lights} light=${each.light} /></td></tr>`)}</tbody></table></div>
        <${WhatIf} key=${wanted.account + position.market} account=${wanted.account} position=${position} asset=${asset}
          rulebooks=${rulebooks} version=${told} onTold=${setSummed}
          base=${'/v1/groups/' + path(group, 'accounts', wanted.account, 'markets', position.market)} />`}`}
    </div></div>`;
}
