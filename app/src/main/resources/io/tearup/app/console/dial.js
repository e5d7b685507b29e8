// A half circle with three needles: where the drawdown is, where it arms, where it disarms.

import {html} from './vendor/preact.js';
import {number, percent, state} from './format.js';

const R = 50;
const X = 60;
const Y = 58;

function point(share, radius) {
  const angle = Math.PI * (1 - Math.min(1, Math.max(0, share)));
  return [X + radius * Math.cos(angle), Y - radius * Math.sin(angle)].map(each => each.toFixed(2));
}

function arc(from, to, radius) {
  return `M${point(from, radius)} A${radius} ${radius} 0 0 1 ${point(to, radius)}`;
}

function needle(share, from, to, kind) {
  const [x1, y1] = point(share, from);
  const [x2, y2] = point(share, to);
  return html`<line class=${kind} x1=${x1} y1=${y1} x2=${x2} y2=${y2} />`;
}

export function Dial({alert}) {
  const drawdown = number(alert.drawdown);
  const trigger = number(alert.triggerRatio);
  const stop = number(alert.stopRatio);
  const defined = Number.isFinite(drawdown) && trigger > 0;
  const full = defined ? Math.max(trigger * 1.5, Math.min(1, drawdown * 1.05)) : 1;
  const text = defined
    ? `drawdown ${percent(alert.drawdown)}, arms at ${percent(alert.triggerRatio)}, disarms at ${percent(alert.stopRatio)}`
    : 'no drawdown: the pool has no money in the window, or the rulebook has no such trigger';
  const [x, y] = point(trigger / full, R + 9);
  return html`<svg class=${'dial ' + state(alert.state)[0]} viewBox="0 0 120 66" role="img" aria-label=${text}>
    <path class="track" d=${arc(0, 1, R)} />
    ${defined && html`
      <path class="beyond" d=${arc(trigger / full, 1, R)} />
      ${drawdown > 0 && html`<path class="filled" d=${arc(0, drawdown / full, R)} />`}
      ${needle(stop / full, R - 7, R + 4, 'stop')}
      ${needle(trigger / full, R - 7, R + 6, 'trigger')}
      <text class="mark" x=${x} y=${y} text-anchor="middle">T</text>
      ${needle(drawdown / full, 24, R - 3, 'needle')}`}
    <text class="value" x=${X} y=${Y} text-anchor="middle">${defined ? percent(alert.drawdown, 1) : '–'}</text>
  </svg>`;
}
