// The demo as a person at the desk sees it.

import {join} from 'node:path';
import {ask, check, run, same, tell} from './session.mjs';

const origin = process.argv[2];
const shots = process.env.TEARUP_SHOTS;
const MARKET = 'PEPE-PERP';

const tile = market => `.market[data-market="${market}"]`;
const drawdown = async page => parseFloat(await page.textContent(tile(MARKET) + ' .value'));
const shot = (page, name) => page.screenshot({path: join(shots, name + '.png')});

/** Waits until the page has drawn every record of the stream up to now. */
async function caughtUp(page) {
  const count = Number(await ask('count'));
  await page.waitForFunction(wanted => window.taken.length >= wanted, count);
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  return count;
}

/** Looks an account up, and waits until the page says something of it. */
async function look(page, account, says) {
  await page.fill('#account', account);
  await page.press('#account', 'Enter');
  await page.waitForFunction(text => document.querySelector('#found').textContent.includes(text), says);
}

const light = (page, of) => page.getAttribute(`[aria-label^="light ${of} "]`, 'data-light');

await run(origin, async (page, expected, context) => {
  // What the stream brought, in its order, as the page took it.
  await context.addInitScript(() => {
    window.taken = [];
    document.addEventListener('tearup-event', ({detail}) => window.taken.push(detail));
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

  // What if: a slider, and the light changes; another rulebook, and it is asked.
  const hot = await ask('hot', MARKET);
  await look(page, hot, hot);
  await page.waitForSelector('.compare');
  const now = await light(page, 'now');
  same(now, '5', 'the light of who stands in front');
  await page.focus('#add-margin');
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.querySelector('[aria-label^="light then "]').dataset.light !== '5');
  tell('light 5, with margin added ' + (await light(page, 'then')));
  const haircuts = await page.$$eval('.compare tr:last-child b', cells => cells.map(cell => cell.textContent));
  check(haircuts[0] !== '0.00 USDT' && haircuts[1] === '0.00 USDT', 'the expected haircut goes with it: ' + haircuts);
  await page.selectOption('#rulebook', 'qfex');
  await page.waitForFunction(() => !document.querySelector('.whatif .note'));
  await page.selectOption('#rulebook', '');
  await page.waitForFunction(() => document.querySelector('.compare').textContent.includes('the worst price the rulebook could ask'));
  await page.locator('#position').screenshot({path: join(shots, 'whatif.png')});

  // ADL arms, a wave opens.
  await ask('play', '2026-01-05T13:24:20Z');
  await page.waitForSelector('tr[data-wave="usdt/PEPE-PERP/1"]');
  await caughtUp(page);
  const states = await page.evaluate(market => window.taken.filter(each => each.type === 'Alert' && each.record.market === market)
    .map(each => each.record.state), MARKET);
  check(states.includes('ADL'), 'the page was told that ADL armed: ' + states.slice(-5));
  same(await page.getAttribute(tile(MARKET), 'data-state'), states[states.length - 1], 'the tile shows the last state');
  await page.evaluate(() => scrollTo(0, 0));
  await shot(page, 'armed');

  // Its drawer, by keyboard.
  await page.focus('tr[data-wave="usdt/PEPE-PERP/1"] button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.counterparties tbody tr');
  same((await page.$$('.counterparties tbody tr')).length, 34, 'counterparties');
  const first = await page.textContent('.counterparties tbody tr:first-child');
  check(first.includes('acct-02948') && first.includes('853,000') && first.includes('posted'), 'the first in line: ' + first);
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
  expected.down = false;

  // The server goes away, decides meanwhile, comes back: nothing is lost, nothing comes twice.
  expected.down = true;
  await ask('stop');
  await page.waitForSelector('#connection:not(.ok)');
  check(/lost|no answer|connecting/.test(await page.textContent('#connection')), 'the page says that it lost the server');
  await ask('play', '2026-01-05T13:31:40Z');
  await ask('start');
  await page.waitForSelector('#connection.ok');
  expected.down = false;
  await ask('play', '2026-01-05T13:41:10Z');
  const count = await caughtUp(page);
  const taken = await page.evaluate(() => window.taken.map(each => each.type === 'Alert'
    ? `Alert ${each.record.market} ${each.record.sequence}` : `Wave ${each.record.waveId} ${each.record.step} ${each.record.phase}`));
  same(taken.length, count, 'records taken from the stream');
  same(new Set(taken).size, count, 'different records');
  same(await ask('same', Buffer.from(taken.join('\n')).toString('base64')), 'yes', 'what was taken is what the topics hold');
  tell(count + ' records of the stream, none lost or doubled over a restart');

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
  await page.keyboard.press('End');
  await page.waitForFunction(() => !document.querySelector('.replayed'));
  await shot(page, 'overview');
  await page.emulateMedia({colorScheme: 'dark'});
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  await shot(page, 'overview-dark');

  // Whoever cannot see it, or has no mouse: everything that does something has a name.
  const unnamed = await page.evaluate(() => [...document.querySelectorAll('button, input, select, [role=img], dialog')]
    .filter(each => !(each.getAttribute('aria-label') || each.getAttribute('aria-labelledby') || each.textContent.trim() || each.labels?.length))
    .map(each => each.outerHTML.slice(0, 80)));
  same(unnamed.join(), '', 'elements without a name');
});
