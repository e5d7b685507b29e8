// A hundred markets, sixty times a second: the page takes every record, and what a person types arrives.

import {ask, check, run, same, tell} from './session.mjs';

const origin = process.argv[2];
const KEYS = 120;

await run(origin, async (page, expected, context) => {
  await context.addInitScript(() => {
    window.count = 0;
    window.frames = 0;
    window.delays = [];
    document.addEventListener('tearup-event', () => {
      window.count++;
      if (window.count === 1) window.first = performance.now();
      if (window.count === window.total) window.last = performance.now();
    });
    // From the key to the next frame that has it.
    document.addEventListener('input', event => requestAnimationFrame(() => window.delays.push(performance.now() - event.timeStamp)), true);
    const frame = () => {
      window.frames++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.goto(origin + '/console/');
  await page.waitForSelector('#connection.ok');
  await page.focus('#account');
  const total = Number(await ask('load'));
  await page.evaluate(wanted => (window.total = wanted), total);
  await page.waitForFunction(() => window.count > 600);

  // A person types while all of it comes.
  const look = async () => ({sent: Number(await ask('sent')), ...(await page.evaluate(
    () => ({count: window.count, frames: window.frames, at: performance.now(), keys: window.delays.length})))});
  const begun = await look();
  const text = 'a-person-types-while-the-market-falls-'.repeat(4).slice(0, KEYS);
  for (const key of text) await page.keyboard.press(key);
  const ended = await look();
  same(await page.inputValue('#account'), text, 'what was typed');
  check(ended.sent < total, 'it was typed while records came: ' + ended.sent);
  const seconds = (ended.at - begun.at) / 1000;
  const delays = (await page.evaluate(() => window.delays)).sort((a, b) => a - b);
  check(delays.length >= KEYS - 1, 'keys that were drawn: ' + delays.length);
  const wait = share => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))];
  tell(`${KEYS} keys in ${seconds.toFixed(1)} s: ${((ended.count - begun.count) / seconds).toFixed(0)} records/s of `
    + `${((ended.sent - begun.sent) / seconds).toFixed(0)} sent, ${((ended.frames - begun.frames) / seconds).toFixed(0)} frames/s, `
    + `a key is drawn after ${wait(0.5).toFixed(0)} ms (median), ${wait(0.95).toFixed(0)} ms (95 %), ${wait(1).toFixed(0)} ms (longest)`);
  check(wait(0.95) < 250, 'a key waits too long: ' + delays);
  check(ended.count - begun.count > (ended.sent - begun.sent) / 2, 'records taken while it was typed');

  // All of it, no later than it was sent but for a moment.
  await page.waitForFunction(() => window.count >= window.total);
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  same(await page.evaluate(() => window.count), total, 'records that came');
  const took = await page.evaluate(() => (window.last - window.first) / 1000);
  const sending = Number(await ask('seconds'));
  tell(`${total} records taken in ${took.toFixed(2)} s, sent in ${sending.toFixed(2)} s`);
  check(took < 1.2 * Math.max(10, sending), `${total} records within 12 s, a fifth more than they were sent in: ${took} s`);
  same(await page.locator('.market').count(), 100, 'markets shown');
  const shown = await page.textContent('.market:first-child .value');
  same(shown, await ask('last'), 'the last drawdown of the first market');
  await page.screenshot({path: process.env.TEARUP_SHOTS + '/load.png'});

  // A second tab costs the server nothing.
  const second = await context.newPage();
  await second.goto(origin + '/console/');
  await second.waitForFunction(wanted => document.querySelector('.market:first-child .value')?.textContent === wanted, shown);
  same(await ask('streams'), '1', 'requests for the stream by two tabs');
  await second.close();

  // A browser that stands still for longer than there is room for says so, and shows the present state.
  await page.bringToFront();
  const before = await page.evaluate(() => window.count);
  await ask('load');
  await page.waitForFunction(wanted => window.count > wanted, before);
  await page.evaluate(() => {
    const end = performance.now() + 9000;
    while (performance.now() < end);
  });
  await page.waitForSelector('text=This browser was too slow for the stream');
  await ask('seconds');
  await page.waitForFunction(wanted => document.querySelector('.market .value').textContent === wanted, shown);
});
