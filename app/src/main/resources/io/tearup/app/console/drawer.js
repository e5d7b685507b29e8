// How a wave came about: what was to be closed, at what price, and who gave how much and why.

import {html, useEffect, useRef, useState} from './vendor/preact.js';
import {amount, clock, millis, number, percent, short, sum} from './format.js';
import {get} from './api.js';
import {Result, Shadow} from './views.js';

const ROWS = 200;

/** Prices of a wave on one line: mark, the wave's own, the takeover or bankruptcy price. */
function Prices({wave}) {
  const marks = [
    ['mark', wave.mark],
    ['price', wave.price],
    [wave.role === 'BANKRUPT' ? 'entry' : 'takeover', wave.takeoverPrice],
  ].filter(([, value]) => value !== null && value !== undefined);
  const values = marks.map(([, value]) => number(value));
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const text = marks.map(([name, value]) => name + ' ' + amount(value)).join(', ');
  return html`<div class="prices" role="img" aria-label=${text}><div class="rail">
    ${marks.map(([name, value]) => html`<span class=${'pin ' + name}
      style=${{left: (span > 0 ? ((number(value) - low) / span) * 100 : 50) + '%'}}></span>`)}</div>
    <dl class="figures">${marks.map(([name, value]) => html`<div><dt class=${name}>${name}</dt><dd>${short(value, 8)}</dd></div>`)}</dl></div>`;
}

function Flow({label, value, whole, kind}) {
  const share = number(whole) > 0 ? Math.min(1, number(value) / number(whole)) : 0;
  return html`<div class="flow"><span>${label}</span><div class="bar"><i class=${kind} style=${{width: share * 100 + '%'}}></i></div>
    <b>${amount(value)}</b></div>`;
}

const total = (records, field) => records.reduce((sum, each) => sum + number(each[field]), 0);

function Step({step, settlements, onAccount}) {
  const [all, setAll] = useState(false);
  const wave = step.wave;
  const settled = new Map();
  for (const each of settlements) {
    if (each.role !== 'INSURANCE_FUND') settled.set(each.assignmentId, each);
  }
  const rows = all ? step.assignments : step.assignments.slice(0, ROWS);
  const haircut = total(step.assignments, 'haircut');
  const top = [...step.assignments].map(each => number(each.haircut)).sort((a, b) => b - a).slice(0, 10).reduce((a, b) => a + b, 0);
  return html`<section>
    <h3>${step.step > 1 || wave.result === 'CONTINUES' ? 'Step ' + step.step : 'Decision'}</h3>
    <p>${step.criterionText}${step.alert && step.alert.drawdown !== null
      ? html`: drawdown <b>${percent(step.alert.drawdown)}</b> against a trigger of ${percent(step.alert.triggerRatio)}` : ''}.
      ${' '}Price rule: ${wave.priceRule}${wave.floor ? html`, floor ${amount(wave.floor, 2)}` : ''}; ${amount(step.haircutPerUnit)} per unit against mark.</p>
    <${Prices} wave=${wave} />
    ${step.assignments.length > 10 && haircut > 0 && html`<p class="quiet">The ten largest of ${step.assignments.length} haircuts are
      ${' '}${(top / haircut * 100).toFixed(1)} % of all.</p>`}
    <div class="scroll"><table class="counterparties">
      <thead><tr><th class="n">rank</th><th>account</th><th class="n">score</th><th class="n">closes</th><th class="n">of</th>
        <th class="n">entry</th><th class="n">price</th><th class="n">haircut</th><th>bounded by</th><th>settled</th></tr></thead>
      <tbody>${rows.map(each => {
        const posted = settled.get(each.assignmentId);
        return html`<tr key=${each.assignmentId}>
          <td class="n">${each.rank}${each.pass === 2 ? ' ·2' : ''}</td>
          <td><button class="link" onClick=${() => onAccount(each.account, each.market)}>${each.account}</button></td>
          <td class="n">${short(each.score)}</td><td class="n">${amount(each.quantity)}</td>
          <td class="n">${amount(each.positionBefore.replace('-', ''))}</td><td class="n">${short(each.entryPrice)}</td>
          <td class="n">${amount(each.price)}</td><td class="n">${amount(each.haircut, 2)}</td>
          <td title=${each.boundedByText}>${each.boundedBy.toLowerCase().replace('_', ' ')}</td>
          <td>${posted ? posted.status.toLowerCase() : each.mode === 'SHADOW' ? 'not carried out' : 'waits'}</td></tr>`;
      })}</tbody></table></div>
    ${rows.length < step.assignments.length && html`<button onClick=${() => setAll(true)}>Show all ${step.assignments.length}</button>`}
  </section>`;
}

function Told({told, onAccount}) {
  const last = told.steps[told.steps.length - 1].wave;
  const assigned = told.steps.flatMap(step => step.assignments);
  const posted = told.settlements.filter(each => each.status === 'POSTED' && each.role !== 'INSURANCE_FUND' && each.role !== 'BANKRUPT');
  return html`<div>
    <p class="facts"><${Result} name=${told.result || 'OPEN'} /> <${Shadow} mode=${last.mode} />
      ${told.role === 'BANKRUPT' ? 'bankrupt account ' + told.account : 'pool ' + told.pool} closes its ${told.inventorySide} in
      ${' '}${told.market} at ${clock(millis(last.time))}. Rulebook ${told.rulebook}: ${told.ranking}, ${told.allocation}; ${last.candidates} candidates.</p>
    <${Flow} label="demand" value=${told.demand} whole=${told.demand} kind="demand" />
    <${Flow} label="assigned" value=${sum(assigned.map(each => each.quantity))} whole=${told.demand} kind="assigned" />
    <${Flow} label="settled" value=${sum(posted.map(each => each.quantity))} whole=${told.demand} kind="settled" />
    <p class="quiet">Residual ${amount(told.residual)}${told.gap && told.gap !== '0' ? html`, gap ${amount(told.gap, 2)}` : ''}. Haircuts
      ${' '}${amount(told.haircut, 2)}. ${told.postings.legs} postings sum to ${Object.values(told.postings.sums).map(each => amount(each)).join(', ') || '0'}
      ${told.postings.balanced ? '.' : html`: <b class="bad">not zero</b>.`}</p>
    ${told.notes.map(note => html`<p class="note">${note}</p>`)}
    ${told.steps.map(step => html`<${Step} key=${step.step} step=${step} settlements=${told.settlements} onAccount=${onAccount} />`)}
  </div>`;
}

export function Drawer({id, version, onClose, onAccount}) {
  const dialog = useRef(null);
  const [answer, setAnswer] = useState({});
  useEffect(() => {
    const element = dialog.current;
    if (!element.open) element.showModal();
  }, []);
  useEffect(() => {
    let wanted = true;
    get('/v1/explain?id=' + encodeURIComponent(id)).then(
      told => wanted && setAnswer({id, told}),
      fault => wanted && setAnswer({id, fault: fault.message}),
    );
    return () => (wanted = false);
  }, [id, version]);
  const current = answer.id === id ? answer : {};
  return html`<dialog ref=${dialog} class="drawer" aria-labelledby="wave-title" onClose=${onClose}
      onClick=${event => event.target === dialog.current && dialog.current.close()}>
    <div class="inside">
      <header><h2 id="wave-title">Wave ${id}</h2>
        <button class="close" onClick=${() => dialog.current.close()} aria-label="close">✕</button></header>
      ${current.told ? html`<${Told} told=${current.told} onAccount=${(account, market) => {
        dialog.current.close();
        onAccount(account, market);
      }} />`
        : current.fault ? html`<p class="note" role="alert">${current.fault}</p>` : html`<p class="quiet">reading the topics …</p>`}
    </div></dialog>`;
}
