// The demo as a person at the desk sees it.

import {join} from 'node:path';
import {ask, check, run, same, tell} from './session.mjs';

const origin = process.argv[2];
const shots = process.env.TEARUP_SHOTS;
const MARKET = 'PEPE-PERP';

const WAVE = 'usdt/PEPE-PERP/1';

const tile = market => `.market[data-market="${market}"]`;
const drawdown = async page => parseFloat(await page.textContent(tile(MARKET) + ' .value'));
const shot = (page, name) => page.screenshot({path: join(shots, name + '.png')});

// How numbers are written, by another hand than the page's.
const written = options => {
  const format = new Intl.NumberFormat('en-US', {roundingMode: 'halfEven', ...options});
  return text => format.format(text).replace('-', '−');
};
const money = written({minimumFractionDigits: 2, maximumFractionDigits: 2});
const exact = written({maximumFractionDigits: 20});
const rounded = (text, digits) => written({maximumFractionDigits: digits})(text);
const clock = ms => new Date(ms).toISOString().slice(11, 19);

/** What the API answers. */
async function api(path) {
  const response = await fetch(origin + path);
  check(response.ok, path + ' is answered with ' + response.status);
  return response.json();
}

/** Waits until the page has drawn every record of the stream up to now. */
async function caughtUp(page) {
  const count = Number(await ask('count'));
  await page.waitForFunction(wanted => window.taken.length >= wanted, count);
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  return count;
}

/** Waits until something of the page is as wanted, and says what it was if that never is. */
async function becomes(page, read, wanted, what) {
  const end = Date.now() + 15000;
  let is = await read();
  while (is !== wanted && Date.now() < end) {
    await page.evaluate(() => new Promise(requestAnimationFrame));
    is = await read();
  }
  same(is, wanted, what);
}

/** Looks an account up, and waits until the page says something of it. */
async function look(page, account, says) {
  await page.fill('#account', account);
  await page.press('#account', 'Enter');
  await page.waitForFunction(text => document.querySelector('#found').textContent.includes(text), says);
}

/** The dial of a market has its needles where the values of its last alert are. */
async function dialIs(page, alert) {
  const lines = await page.$eval(tile(alert.market) + ' svg', svg => Object.fromEntries(['needle', 'trigger', 'stop'].map(
    kind => [kind, ['x1', 'y1', 'x2', 'y2'].map(name => Number(svg.querySelector('line.' + kind).getAttribute(name)))])));
  // A half circle around (60, 58), from the left; its end is half as much again as the trigger, or beyond the drawdown.
  const end = Math.max(alert.triggerRatio * 1.5, Math.min(1, alert.drawdown * 1.05));
  for (const [kind, value] of [['needle', alert.drawdown], ['trigger', alert.triggerRatio], ['stop', alert.stopRatio]]) {
    const [x1, y1, x2, y2] = lines[kind];
    for (const [x, y] of [[x1, y1], [x2, y2]]) {
      const shown = (1 - Math.atan2(58 - y, x - 60) / Math.PI) * end;
      check(Math.abs(shown - value) < 0.0005, `${kind} of ${alert.market} is at ${shown}, its value is ${value}`);
    }
  }
  same(await page.textContent(tile(alert.market) + ' .value'), (alert.drawdown * 100).toFixed(1) + ' %', 'drawdown of ' + alert.market);
}

/** Tiles and funds are those of the last alerts on the topic, marks and their age those of the store. */
async function poolsAre(page) {
  const group = await api('/v1/groups/usdt');
  const alerts = JSON.parse(await ask('alerts'));
  same((await page.$$eval('.market', tiles => tiles.map(each => each.dataset.market).sort())).join(),
    alerts.map(each => each.market).sort().join(), 'markets');
  for (const alert of alerts) {
    const {market} = alert;
    const told = group.markets.find(each => each.market === market);
    const seconds = Math.round((Date.parse(group.streamTime) - Date.parse(told.markedAt)) / 1000);
    const age = seconds < 120 ? seconds + ' s' : Math.round(seconds / 60) + ' min';
    const figures = () => page.$$eval(tile(market) + ' dd', cells => cells.map(each => each.textContent).join(' | '));
    await becomes(page, figures, [`${money(alert.headroom)} USDT`, money(alert.marketPnl), exact(alert.inventory),
      `${exact(told.mark)} ${age} old`].join(' | '), 'headroom, result, inventory, mark and age of ' + market);
    same(await page.getAttribute(tile(market), 'data-state'), alert.state, 'state of ' + market);
    await dialIs(page, alert);
  }
  for (const pool of new Set(alerts.map(each => each.pool))) {
    const own = alerts.filter(each => each.pool === pool);
    const last = own.reduce((a, b) => (Date.parse(b.time) > Date.parse(a.time) ? b : a));
    const figures = await page.$$eval(`[data-pool="${pool}"] .figures span`, cells => cells.map(each => each.textContent).join(' | '));
    same(figures, [`fund ${money(last.balance)} USDT`, `8 h peak ${money(last.balancePeak)}`, `equity ${money(last.poolEquity)}`].join(' | '),
      'fund of ' + pool);
    const bar = await page.getAttribute(`[data-pool="${pool}"] .bar`, 'aria-label');
    same(bar, `fund at ${(last.balance / last.balancePeak * 100).toFixed(1)} % of its peak`, 'bar of ' + pool);
  }
}

/** A row of the comparison: what is now, what would be. */
const compared = (page, row) => page.$eval(`.compare tbody tr:nth-child(${row})`,
  cells => [...cells.querySelectorAll('td')].map(each => each.textContent));

const light = (page, of) => page.getAttribute(`[aria-label^="light ${of} "]`, 'data-light');

await run(origin, async (page, expected, context) => {
  // What the stream brought, in its order, as the page took it; and what a screen reader was told.
  await context.addInitScript(() => {
    window.taken = [];
    document.addEventListener('tearup-event', ({detail}) => window.taken.push(detail));
    window.heard = {said: [], told: []};
    new MutationObserver(changes => {
      for (const id of ['said', 'told']) {
        const region = document.getElementById(id);
        if (changes.some(({target}) => region?.contains(target))) window.heard[id].push(region.textContent);
      }
    }).observe(document, {subtree: true, childList: true, characterData: true});
  });
  await page.goto(origin + '/console/');
  await page.waitForSelector(tile(MARKET));
  await page.waitForSelector('#connection.ok');

  // The drawdown rises while prices fall.
  const seen = [];
  for (const time of ['13:19:00', '13:22:10', '13:23:50']) {
    await ask('play', `2026-01-05T${time}Z`);
    await caughtUp(page);
    seen.push(await drawdown(page));
  }
  tell('drawdown of ' + MARKET + ' ' + seen.join(' % -> ') + ' %');
  check(seen[0] > 0 && seen[0] < seen[1] && seen[1] < seen[2], 'the drawdown rises: ' + seen);
  check(!(await page.$('.waves tbody tr')), 'no wave was run yet');
  await poolsAre(page);

  // What if: a slider, and the light changes; another rulebook, and it is asked.
  const hot = await ask('hot', MARKET);
  await look(page, hot, hot);
  await page.waitForSelector('.compare');
  same(await light(page, 'now'), '5', 'the light of who stands in front');
  const whatIf = query => api(`/v1/groups/usdt/accounts/${hot}/markets/${MARKET}/whatif?` + new URLSearchParams(query));
  await page.focus('#add-margin');
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.querySelector('[aria-label^="light then "]').dataset.light !== '5');
  tell('light 5, with margin added ' + (await light(page, 'then')));
  const haircuts = await page.$$eval('.compare tr:last-child b', cells => cells.map(cell => cell.textContent));
  check(haircuts[0] !== '0.00 USDT' && haircuts[1] === '0.00 USDT', 'the expected haircut goes with it: ' + haircuts);

  // Half of it closed: less of it, and another place in line.
  await page.press('#add-margin', 'Home');
  await page.focus('#reduce');
  for (let i = 0; i < 5; i++) await page.keyboard.press('PageUp');
  same(await page.inputValue('#reduce'), '50', 'percent that are closed');
  const {quantity, lotSize} = (await api(`/v1/groups/usdt/accounts/${hot}`)).positions.find(each => each.market === MARKET);
  const half = Math.floor(quantity / lotSize / 2) * lotSize;
  same(await page.textContent('label:has(#reduce) output'), exact(half), 'what is closed');
  const reduced = await whatIf({reduce: String(half)});
  check(reduced.then.quantityAhead !== reduced.now.quantityAhead, 'another quantity stands ahead: ' + JSON.stringify(reduced));
  const rows = outlook => [`${outlook.rank} of ${outlook.candidates}`, exact(outlook.quantity),
    `${exact(outlook.quantityAhead)} of ${exact(outlook.quantityQueued)}`];
  const [placesNow, placesThen] = [rows(reduced.now), rows(reduced.then)];
  for (const [i, name] of ['place', 'quantity', 'quantity ahead'].entries()) {
    await becomes(page, async () => (await compared(page, i + 2)).join(' -> '), `${placesNow[i]} -> ${placesThen[i]}`, name);
  }
  same(exact(reduced.then.quantity), exact(quantity - half), 'what is left');
  await page.press('#reduce', 'Home');

  // Another rulebook: one ranks it elsewhere, another asks less of it, as the API answers.
  const haircut = outlook => money(outlook.wave.haircut) + ' USDT';
  for (const [rulebook, changes] of [['dydx', answer => answer.then.light !== answer.now.light],
    ['tearup', answer => haircut(answer.then) !== haircut(answer.now) && haircut(answer.then) !== '0.00 USDT']]) {
    const answer = await whatIf({rulebook});
    check(changes(answer), rulebook + ' changes it: ' + JSON.stringify(answer));
    await page.selectOption('#rulebook', rulebook);
    await becomes(page, () => light(page, 'then'), String(answer.then.light), 'light by ' + rulebook);
    await becomes(page, async () => (await compared(page, 5))[1].split(' ').slice(0, 2).join(' '), haircut(answer.then), 'haircut by ' + rulebook);
    tell(`light ${answer.now.light}, ${haircut(answer.now)}; by ${rulebook} ${answer.then.light}, ${haircut(answer.then)}`);
  }
  await page.selectOption('#rulebook', '');
  await page.waitForFunction(() => document.querySelector('.compare').textContent.includes('the worst price the rulebook could ask'));
  // A screen reader was told each of these changes once, and nothing while nothing changed.
  same(await page.locator('#found[aria-live], #found [aria-live]').count(), 0, 'what is redrawn again and again is not read out');
  const summaries = await page.evaluate(() => window.heard.told);
  check(summaries.includes(`${hot}, ${MARKET}: light 5 of 5, place ${placesNow[0]}; what if: light ${reduced.then.light || 'none'}${
    reduced.then.light ? ' of 5' : ''}, place ${placesThen[0]}`), 'the summary: ' + summaries.join('\n'));
  same(summaries.filter((each, i) => each === summaries[i - 1]).join(), '', 'summaries that were told twice');
  await page.focus('#add-margin');
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.querySelector('[aria-label^="light then "]').dataset.light !== '5');
  await page.locator('#position').screenshot({path: join(shots, 'whatif.png')});

  // ADL arms, a wave opens.
  await ask('play', '2026-01-05T13:24:20Z');
  await page.waitForSelector('tr[data-wave="usdt/PEPE-PERP/1"]');
  await caughtUp(page);
  const states = await page.evaluate(market => window.taken.filter(each => each.type === 'Alert' && each.record.market === market)
    .map(each => each.record.state), MARKET);
  check(states.includes('ADL'), 'the page was told that ADL armed: ' + states.slice(-5));
  await page.waitForFunction(wave => window.heard.said.join().includes(wave), `wave ${WAVE} RESOLVED`);
  const said = await page.evaluate(() => window.heard.said.join(' | '));
  check(said.includes(`${MARKET}: ADL`), 'a screen reader is told that it armed: ' + said);
  await becomes(page, () => page.textContent('#told'), `${hot}: no open position`, 'a screen reader is told that the position was closed');
  await poolsAre(page);
  same(await page.getAttribute(tile(MARKET), 'data-state'), states[states.length - 1], 'the tile shows the last state');
  await page.evaluate(() => scrollTo(0, 0));
  await shot(page, 'armed');

  // Its drawer, by keyboard: the focus goes in, through it in the order of what is shown, and back to where it came from.
  const opener = `tr[data-wave="${WAVE}"] button`;
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent);
  await page.focus(opener);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.counterparties tbody tr');
  const told = await api('/v1/explain?id=' + WAVE);
  const [step] = told.steps;
  const [one, two] = step.assignments;
  same(await focused(), 'close', 'focus as it opens');
  for (const [key, wanted] of [['Tab', one.account], ['Tab', two.account], ['Shift+Tab', one.account], ['Shift+Tab', 'close']]) {
    await page.keyboard.press(key);
    same(await focused(), wanted, 'focus after ' + key);
  }
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog', {state: 'detached'});
  same(await focused(), WAVE, 'focus after it was closed');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.counterparties tbody tr');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', {state: 'detached'});
  same(await focused(), WAVE, 'focus after Escape');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.counterparties tbody tr');
  same((await page.$$('.counterparties tbody tr')).length, 34, 'counterparties');
  const cells = await page.$$eval('.counterparties tbody tr:first-child td', all => all.map(each => each.textContent).join(' | '));
  same(cells, [one.rank, one.account, rounded(one.score, 6), exact(one.quantity), exact(one.positionBefore).replace('−', ''),
    rounded(one.entryPrice, 6), exact(one.price), money(one.haircut), one.boundedBy.toLowerCase(), 'posted'].join(' | '), 'the first in line');
  check(cells.startsWith('1 | acct-02948 | 0.012405 | 853,000 | 853,000 | 0.012076 | '), 'as the readme tells it: ' + cells);
  same(await page.getAttribute('.counterparties tbody tr:first-child td:nth-child(9)', 'title'), one.boundedByText, 'what bounded it');
  const labels = await page.$$eval('.prices dl div', all => all.map(each => [...each.children].map(part => part.textContent).join(' ')).join(' | '));
  same(labels, ['mark', 'price', 'takeover'].map(name => `${name} ${rounded(step.wave[name === 'takeover' ? 'takeoverPrice' : name], 8)}`).join(' | '),
    'prices');
  const {mark, price, takeoverPrice} = step.wave;
  const [low, high] = [Math.min(mark, price, takeoverPrice), Math.max(mark, price, takeoverPrice)];
  for (const [name, value] of [['mark', mark], ['price', price], ['takeover', takeoverPrice]]) {
    const at = await page.$eval('.pin.' + name, pin => parseFloat(pin.style.left));
    check(Math.abs(at - (value - low) / (high - low) * 100) < 0.01, `${name} is at ${at} % of the line`);
  }
  for (const flow of ['demand', 'assigned', 'settled']) {
    const text = await page.textContent(`.flow:has(span:text-is("${flow}"))`);
    check(text.includes('62,061,000'), flow + ': ' + text);
  }
  const drawer = await page.locator('dialog').boundingBox();
  await page.screenshot({path: join(shots, 'wave.png'), clip: {...drawer, height: 560}});

  // An account that was closed, from the drawer; then one that does not exist, and one that is no name at all.
  await page.focus('.counterparties tbody tr:first-child button');
  await page.keyboard.press('Enter');
  // The account that was looked up before was closed too: the page says the same of it.
  await page.waitForFunction(() => ['acct-02948', 'This account holds no open position.'].every(
    each => document.querySelector('#found').textContent.includes(each)));
  same(await page.inputValue('#account'), 'acct-02948', 'the account looked up');
  expected.down = true;
  await look(page, 'nobody', 'risk group usdt has no account nobody');
  const markup = '<img src=x onerror=document.title=1>';
  await look(page, markup, 'risk group usdt has no account ' + markup);
  same(await page.$('#found img'), null, 'no element came of it');
  await look(page, 'acct-02948', 'This account holds no open position.');
  expected.down = false;

  // The line is cut for a minute, and neither side is told; the venue goes on meanwhile.
  expected.down = true;
  await ask('cut');
  const cut = Date.now();
  for (const time of ['13:26:40', '13:29:10', '13:31:40']) await ask('play', `2026-01-05T${time}Z`);
  await page.waitForSelector('#connection.bad');
  check((await page.textContent('#connection')).includes('no answer from the server; what is shown is as of'), 'it says so');
  await page.waitForFunction(since => Date.now() - since > 60000, cut, {timeout: 90000, polling: 500});
  const behind = Number(await ask('count')) - (await page.evaluate(() => window.taken.length));
  check(behind > 0, 'records that were published while it was cut: ' + behind);
  await ask('mend');
  await page.waitForSelector('#connection.ok');
  await caughtUp(page);

  // The whole instance is restarted: pipeline, API and page.
  await ask('stop');
  await page.waitForSelector('#connection:not(.ok)');
  check(/lost|no answer|connecting/.test(await page.textContent('#connection')), 'the page says that it lost the server');
  await ask('start');
  await page.waitForSelector('#connection.ok');
  await ask('play', '2026-01-05T13:41:10Z');
  await page.waitForSelector('[role=alert]', {state: 'detached'});
  expected.down = false;
  const count = await caughtUp(page);

  // Nothing is lost, nothing came twice, and each is what the topics hold.
  const taken = await page.evaluate(() => window.taken.map(({type, record}) => type + ' ' + (type === 'Alert'
    ? ['market', 'sequence', 'state', 'drawdown', 'balance', 'balancePeak', 'headroom', 'mark', 'time']
    : ['waveId', 'step', 'phase', 'result', 'demand', 'price', 'closedQuantity', 'haircut', 'time']).map(name => String(record[name])).join(' ')));
  same(taken.length, count, 'records taken from the stream');
  same(new Set(taken).size, count, 'different records');
  same(await ask('same', Buffer.from(taken.join('\n')).toString('base64')), 'yes', 'what was taken is what the topics hold');
  tell(`${count} records of the stream, none lost or doubled over a minute without a line (${behind} meanwhile) and a restart`);
  await poolsAre(page);

  // The timeline has a dot for each wave, in a lane for each market that had one or was in any way near.
  const waveIds = JSON.parse(await ask('waves'));
  const near = await page.evaluate(() => window.taken.filter(each => each.type === 'Alert' && each.record.state !== 'NORMAL'
    && Number(each.record.balancePeak) > 0).map(each => each.record.market));
  const lanes = [...new Set([...near, ...waveIds.map(id => id.split('/')[1])])].sort();
  same((await page.$$eval('.lane', all => all.map(each => each.querySelector('.name').textContent + ' ' + each.querySelectorAll('.wave').length))).join(),
    lanes.map(market => market + ' ' + waveIds.filter(id => id.split('/')[1] === market).length).join(), 'lanes and their waves');
  same((await page.$$('.waves tbody tr')).length, waveIds.length, 'rows of waves');
  same((await page.$$eval('.waves tbody tr', all => all.map(each => each.dataset.wave).sort())).join(), [...waveIds].sort().join(), 'waves');

  // Another tab shares the stream and sees the same.
  const second = await context.newPage();
  await second.goto(origin + '/console/');
  await second.waitForFunction(wanted => window.taken.length >= wanted, count);
  const waves = (await page.$$('.waves tbody tr')).length;
  await second.waitForFunction(wanted => document.querySelectorAll('.waves tbody tr').length === wanted, waves);
  await second.close();

  // Away from the network for a while.
  expected.down = true;
  await context.setOffline(true);
  await page.waitForSelector('#connection.bad');
  await context.setOffline(false);
  await page.waitForSelector('#connection.ok');
  expected.down = false;

  // Back in time with the scrubber, and to now again.
  await page.evaluate(() => scrollTo(0, 0));
  await page.focus('#scrubber');
  await page.keyboard.press('Home');
  await page.waitForSelector('.replayed');
  check(!(await page.$('.waves tbody tr')), 'at the beginning there is no wave');

  // In between it is as the records say that it was.
  for (let i = 0; i < 9; i++) await page.keyboard.press('PageUp');
  const moment = Number(await page.inputValue('#scrubber'));
  const past = await page.evaluate(until => {
    const drawdowns = new Map();
    const waves = new Set();
    for (const {type, record} of window.taken) {
      if (Date.parse(record.time) > until) continue;
      if (type === 'Alert') drawdowns.set(record.market, record.drawdown);
      else waves.add(record.waveId);
    }
    return {drawdowns: [...drawdowns], waves: waves.size};
  }, moment);
  check(past.waves > 0 && past.waves < waveIds.length, 'some waves had been run: ' + past.waves);
  await becomes(page, () => page.textContent('.scrubber output'), clock(moment), 'the time it shows');
  await becomes(page, async () => (await page.$$('.waves tbody tr')).length, past.waves, 'waves by then');
  for (const [market, value] of past.drawdowns) {
    same(await page.textContent(tile(market) + ' .value'), (value * 100).toFixed(1) + ' %', 'drawdown by then of ' + market);
  }
  same(await page.textContent('.replayed'), `Replay: pools and waves as of 2026-01-05 ${clock(moment)} UTC.`, 'the page says so');

  // Played from there it comes to now by itself.
  await page.click('.scrubber button:text-is("Replay")');
  const steps = await page.evaluate(() => new Promise(done => {
    const seen = [];
    const end = Date.now() + 60000;
    const look = () => {
      seen.push(Number(document.querySelector('#scrubber').value));
      if (document.querySelector('.replayed') && Date.now() < end) requestAnimationFrame(look);
      else done(seen);
    };
    look();
  }));
  check(steps.every((each, i) => i === 0 || each >= steps[i - 1]) && new Set(steps).size > 10, 'time passes: ' + steps.length);
  same((await page.$$('.waves tbody tr')).length, waveIds.length, 'waves at its end');
  await page.focus('#scrubber');
  await page.keyboard.press('End');
  await page.waitForFunction(() => !document.querySelector('.replayed'));
  await shot(page, 'overview');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  same(await paper(), 'rgb(243, 245, 248)', 'the paper by day');
  await page.emulateMedia({colorScheme: 'dark'});
  await becomes(page, paper, 'rgb(14, 19, 26)', 'the paper by night');
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  await shot(page, 'overview-dark');

  // Whoever cannot see it, or has no mouse: everything that does something has a name.
  const unnamed = await page.evaluate(() => [...document.querySelectorAll('button, input, select, [role=img], dialog')]
    .filter(each => !(each.getAttribute('aria-label') || each.getAttribute('aria-labelledby') || each.textContent.trim() || each.labels?.length))
    .map(each => each.outerHTML.slice(0, 80)));
  same(unnamed.join(), '', 'elements without a name');
});
