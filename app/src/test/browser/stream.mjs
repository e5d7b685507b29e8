// The stream through refusals, an id that the server does not know, and a server with other topics.

import {ask, check, run, same} from './session.mjs';

const origin = process.argv[2];

const value = (page, market) => page.textContent(`.market[data-market="${market}"] .value`);

await run(origin, async (page, expected, context) => {
  await context.addInitScript(() => {
    window.taken = [];
    document.addEventListener('tearup-event', ({detail}) => window.taken.push(detail.record.market + ' ' + detail.record.sequence));
    document.addEventListener('tearup-anew', () => window.taken.push('anew'));
  });
  const taken = async (...wanted) => {
    await page.waitForFunction(count => window.taken.length >= count, wanted.length);
    // What is drawn by then has everything that was taken.
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    same((await page.evaluate(() => window.taken)).join(), wanted.join(), 'what was taken');
  };
  await ask('alerts', 1, 3, 'OLD', 0.1);
  await page.goto(origin + '/console/');
  await taken('OLD 1', 'OLD 2', 'OLD 3');
  await page.waitForSelector('#connection.ok');
  same(await ask('streams'), '1', 'requests for the stream');

  // A restart behind a proxy: it answers ten times that nobody is there, and then goes on.
  await ask('refuse', 502, 5);
  await ask('refuse', 503, 5);
  await ask('cut');
  await ask('alerts', 4, 6, 'OLD', 0.1);
  await taken('OLD 1', 'OLD 2', 'OLD 3', 'OLD 4', 'OLD 5', 'OLD 6');
  await page.waitForSelector('#connection.ok');
  same(await ask('streams'), '12', 'requests for the stream: one, ten that were refused, one that goes on');
  same(await value(page, 'OLD'), '10.6 %', 'the drawdown');

  // A server that does not know the id has another history, which is read from its beginning.
  await ask('refuse', 400, 1);
  await ask('cut');
  const first = ['OLD 1', 'OLD 2', 'OLD 3', 'OLD 4', 'OLD 5', 'OLD 6'];
  await taken(...first, 'anew', ...first);

  // The same address, the same names, other topics: nothing of before is shown, and numbers that were used before are new.
  await page.waitForSelector('.waves tbody tr');
  await page.focus('#scrubber');
  await page.keyboard.press('Home');
  await page.waitForSelector('.replayed');
  await ask('anew', 'second');
  await ask('alerts', 1, 2, 'NEW', 0.2);
  await ask('alerts', 2, 2, 'OLD', 0.2);
  await taken(...first, 'anew', ...first, 'anew', 'NEW 1', 'NEW 2', 'OLD 2');
  await page.waitForSelector('#connection.ok');
  same(await page.$('.replayed'), null, 'the replay of what is gone has ended');
  same(await value(page, 'OLD'), '20.2 %', 'the drawdown of the market that is there again');
  same(await value(page, 'NEW'), '20.2 %', 'the drawdown of the other');

  // Another tab gets what there is now.
  const second = await context.newPage();
  await second.goto(origin + '/console/');
  await second.waitForFunction(() => window.taken.length === 3);
  same((await second.evaluate(() => window.taken)).join(), 'NEW 1,NEW 2,OLD 2', 'what the second tab took');
  same(await ask('streams'), '16', 'requests for the stream: no other for the second tab');

  // Numbers are rounded as everywhere else: half to even; and what is cut is not rounded down.
  const written = await page.evaluate(async () => {
    const {amount, short} = await import('/console/format.js');
    return [short('0.0124049'), short('0.012404500000000001'), short('0.0124045'), short('0.0124055'), short('-0.0000015'), short('1200'),
      short('0.1200000'), short(null), amount('2.345', 2), amount('2.355', 2), amount('-2.3451', 2), amount('1234567.5'), amount('7', 2)];
  });
  same(written.join(' '), '0.012405 0.012405 0.012404 0.012406 −0.000002 1,200 0.12 – 2.34 2.36 −2.35 1,234,567.5 7.00', 'numbers');
});
