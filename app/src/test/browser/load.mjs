// A hundred markets, sixty times a second, with markup in every text: the page keeps up, and a person can type.

import {ask, check, run, same, tell} from './session.mjs';

const origin = process.argv[2];

await run(origin, async (page, expected, context) => {
  await context.addInitScript(() => {
    window.count = 0;
    window.frames = 0;
    window.delays = [];
    document.addEventListener('tearup-event', () => window.count++);
    document.addEventListener('input', event => window.delays.push(performance.now() - event.timeStamp), true);
    const frame = () => {
      window.frames++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.goto(origin + '/console/');
  await page.waitForSelector('.market');
  await page.focus('#account');
  await page.waitForFunction(() => window.count > 600);
  const begun = await page.evaluate(() => ({count: window.count, frames: window.frames, at: performance.now()}));
  const text = 'a-person-types-while-the-market-falls';
  for (const key of text) await page.keyboard.press(key);
  same(await page.inputValue('#account'), text, 'what was typed');
  const ended = await page.evaluate(() => ({count: window.count, frames: window.frames, at: performance.now(), delays: window.delays}));
  check(ended.count > begun.count, 'records came while it was typed');
  const total = Number(await ask('total'));
  await page.waitForFunction(wanted => window.count >= wanted, total);
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  same(await page.evaluate(() => window.count), total, 'records that came');
  same((await page.$$('.market')).length, 100, 'markets shown');
  const shown = await page.textContent('.market:first-child .value');
  same(shown, await ask('last'), 'the last drawdown of the first market');
  const seconds = (ended.at - begun.at) / 1000;
  const delays = ended.delays.sort((a, b) => a - b);
  tell(`typing ${text.length} keys took ${seconds.toFixed(1)} s: ${((ended.count - begun.count) / seconds).toFixed(0)} records/s, `
    + `${((ended.frames - begun.frames) / seconds).toFixed(0)} frames/s, a key waits ${delays[delays.length >> 1].toFixed(0)} ms (median), `
    + `${delays[delays.length - 1].toFixed(0)} ms (longest)`);
  check(delays[delays.length >> 1] < 250, 'a key waits too long: ' + delays);

  // Markup in every text of every record, answer and fault.
  await page.click('.waves tbody tr button');
  await page.waitForSelector('.counterparties tbody tr');
  check((await page.textContent('dialog')).includes('<img src=x onerror=window.hit=1>'), 'the drawer shows markup as text');
  await page.keyboard.press('Escape');
  await page.fill('#account', 'someone');
  await page.press('#account', 'Enter');
  await page.waitForSelector('.compare');
  check((await page.textContent('#found')).includes('<b>owner</b>'), 'an owner that is markup is text');
  same(await page.evaluate(() => window.hit), undefined, 'no script ran');
  same((await page.$$('main img, dialog img, main script')).length, 0, 'elements that came of records');
  await page.screenshot({path: process.env.TEARUP_SHOTS + '/load.png'});

  // A browser that stands still for longer than there is room for says so, and shows the present state.
  await page.goto('about:blank');
  await page.goto(origin + '/console/');
  await page.waitForFunction(() => window.count > 100);
  await page.evaluate(() => {
    const end = performance.now() + 9000;
    while (performance.now() < end);
  });
  await page.waitForSelector('text=This browser was too slow for the stream');
  await page.waitForFunction(wanted => document.querySelector('.market .value').textContent === wanted, shown);
});
