// How things are written. Amounts stay text from the API to the page: nothing is computed with them but pixels.

/** 1234567.5 as "1,234,567.5", rounded to a number of decimals where one is given; what is not there as a dash. */
export function amount(text, decimals) {
  if (text === null || text === undefined || text === '') return '–';
  const negative = text[0] === '-';
  let [whole, fraction = ''] = rounded(negative ? text.slice(1) : text, decimals).split('.');
  whole = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return (negative ? '−' : '') + whole + (fraction ? '.' + fraction : '');
}

/** Half to even, as everything that Tearup writes rounded; of a magnitude. */
function rounded(text, decimals) {
  const scale = scaleOf(text);
  if (decimals === undefined || scale === decimals) return text;
  if (scale < decimals) return (scale ? text : text + '.') + '0'.repeat(decimals - scale);
  const cut = 10n ** BigInt(scale - decimals);
  const count = units(text, scale);
  const whole = count / cut;
  const twice = 2n * (count % cut);
  return decimal(twice > cut || (twice === cut && whole % 2n === 1n) ? whole + 1n : whole, decimals);
}

const scaleOf = text => (text.split('.')[1] || '').length;

function units(text, scale) {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

function decimal(count, scale) {
  const digits = String(count < 0n ? -count : count).padStart(scale + 1, '0');
  const cut = digits.length - scale;
  return (count < 0n ? '-' : '') + digits.slice(0, cut) + (scale ? '.' + digits.slice(cut) : '');
}

/** Exact sum of decimals. */
export function sum(texts) {
  const scale = Math.max(0, ...texts.map(scaleOf));
  return decimal(texts.reduce((total, text) => total + units(text, scale), 0n), scale);
}

/** A share of a quantity in whole lots, rounded down; exact. */
export function part(quantity, lot, share, steps) {
  const scale = Math.max(scaleOf(quantity), scaleOf(lot));
  const size = units(lot, scale);
  return decimal(((units(quantity, scale) / size) * BigInt(share) / BigInt(steps)) * size, scale);
}

/** A share as a percentage: "0.3905" as "39.05 %". */
export function percent(text, decimals = 2) {
  return text === null || text === undefined ? 'undefined' : (Number(text) * 100).toFixed(decimals) + ' %';
}

/** A number of many decimals, rounded for reading, without zeros at its end. */
export function short(text, digits = 6) {
  return amount(text, text && text.includes('.') ? digits : undefined).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

/** Pixels and nothing else. */
export const number = text => (text === null || text === undefined ? NaN : Number(text));

export const millis = text => (text ? Date.parse(text) : NaN);

/** Time of day, UTC. */
export function clock(ms) {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(11, 19) : '–';
}

export function day(ms) {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : '–';
}

export function age(ms) {
  if (!Number.isFinite(ms)) return 'none yet';
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 120) return s + ' s';
  const m = Math.round(s / 60);
  return m < 120 ? m + ' min' : Math.round(m / 60) + ' h';
}

const STATES = {
  NORMAL: ['ok', '●', 'Normal'],
  WARNING: ['warn', '▲', 'Warning'],
  ADL: ['bad', '■', 'ADL'],
  RECOVERING: ['warn', '◆', 'Recovering'],
  BLOCKED: ['bad', '✕', 'Blocked'],
};

/** Class, sign and word of a market's state: told by shape and word, never by colour alone. */
export const state = name => STATES[name] || ['warn', '?', name || 'unknown'];

/** How hot, for sorting. */
export const heat = name => ({ADL: 4, BLOCKED: 4, RECOVERING: 3, WARNING: 2}[name] || 1);
