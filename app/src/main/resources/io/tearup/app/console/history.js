// What was decided, in the order of its logs: what is drawn is the state as of a moment of it.

import {millis, sum} from './format.js';

const MOST_PER_MARKET = 6000;
const MOST_WAVES = 2000;

export class History {
  constructor() {
    this.version = 0;
    this.clear();
  }

  /** Forgets everything: what comes belongs to other topics, which number their records anew. */
  clear() {
    this.markets = new Map();
    this.waves = new Map();
    this.order = [];
    this.first = Infinity;
    this.last = -Infinity;
    this.version++;
  }

  /** Takes a record; whether it was new. The same record may come by the snapshot and by the stream. */
  add(type, record) {
    const time = millis(record.time);
    const fresh = type === 'Alert' ? this.alert(record, time) : this.wave(record, time);
    if (fresh) {
      this.first = Math.min(this.first, time);
      this.last = Math.max(this.last, time);
      this.version++;
    }
    return fresh;
  }

  alert(record, time) {
    const key = record.riskGroup + '|' + record.market;
    let log = this.markets.get(key);
    if (!log) this.markets.set(key, (log = []));
    let at = log.length;
    while (at > 0 && log[at - 1].sequence > record.sequence) at--;
    if (at > 0 && log[at - 1].sequence === record.sequence) return false;
    record.at = time;
    log.splice(at, 0, record);
    if (log.length > MOST_PER_MARKET) log.splice(0, MOST_PER_MARKET / 4);
    return true;
  }

  wave(record, time) {
    const id = record.waveId;
    let wave = this.waves.get(id);
    if (!wave) {
      wave = {id, group: record.riskGroup, market: record.market, at: time, records: []};
      this.waves.set(id, wave);
      let place = this.order.length;
      while (place > 0 && this.order[place - 1].at > time) place--;
      this.order.splice(place, 0, wave);
      if (this.order.length > MOST_WAVES) this.waves.delete(this.order.shift().id);
    }
    if (wave.records.some(each => each.step === record.step && each.phase === record.phase)) return false;
    record.at = time;
    wave.records.push(record);
    wave.records.sort((a, b) => a.step - b.step || (a.phase === b.phase ? 0 : a.phase === 'OPENED' ? -1 : 1));
    wave.at = Math.min(wave.at, time);
    return true;
  }

  /** The last alert of each market of a group at a time. */
  alertsAt(group, time) {
    const found = [];
    for (const log of this.markets.values()) {
      if (log[0].riskGroup !== group) continue;
      const place = lastAt(log, time);
      if (place >= 0) found.push(log[place]);
    }
    return found.sort((a, b) => (a.market < b.market ? -1 : 1));
  }

  logOf(group, market) {
    return this.markets.get(group + '|' + market) || [];
  }

  wavesUntil(group, time) {
    return this.order.filter(wave => wave.group === group && wave.at <= time);
  }
}

/** Place of the last entry at or before a time, -1 if there is none. */
export function lastAt(log, time) {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (log[middle].at <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What a wave has come to: the sums over its steps that lie at or before a time. */
export function standing(wave, time) {
  const seen = wave.records.filter(each => each.at <= time);
  const closed = seen.filter(each => each.phase !== 'OPENED');
  const last = closed[closed.length - 1] || seen[seen.length - 1] || wave.records[0];
  return {
    first: seen[0] || wave.records[0],
    last,
    open: closed.length === 0,
    result: closed.length ? last.result : 'OPEN',
    shadow: last.mode === 'SHADOW',
    assignments: last.assignments,
    closed: sum(closed.map(each => each.closedQuantity)),
    haircut: sum(closed.map(each => each.haircut)),
  };
}
