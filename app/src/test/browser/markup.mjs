// Markup in every text of every record and answer: it is shown, and it is nothing but text.

import {ask, run, same} from './session.mjs';

const origin = process.argv[2];
const markup = await ask('markup');

await run(origin, async page => {
  const shows = async (selector, text) => {
    const has = page.locator(selector, {hasText: text + markup}).first();
    await has.waitFor({state: 'attached', timeout: 20000}).catch(async () => {
      throw new Error(`${selector} is to show ${text} and the markup after it: ${await page.locator(selector).allTextContents()}`);
    });
  };
  const clean = async where => {
    same(await page.evaluate(() => window.hit), undefined, where + ': no script ran');
    same(await page.locator('#app :is(img:not([src="icon.svg"]), script, iframe)').count(), 0, where + ': elements that came of texts');
  };
  await page.goto(origin + '/console/');
  await shows('header.page .group', 'usdt');
  await shows('header.page', 'SHADOW');
  await shows('header.page', 'a gap');
  await shows('header.page', 'gate');
  await shows('.pool h3', 'main');
  await shows('.market', 'M00');
  await shows('.market .state', 'ADL');
  await shows('.lane .name', 'M00');
  await shows('.waves tbody td:nth-child(2)', 'usdt/M00/1');
  await shows('.waves tbody td:last-child', 'RESOLVED');
  same(await page.locator('.market').count(), 2, 'markets');
  same(await page.getAttribute('.market', 'data-market'), 'M00' + markup, 'an attribute is text too');
  await clean('pools');

  await page.click('.waves tbody tr button');
  await shows('.counterparties tbody td:nth-child(2)', 'someone');
  await shows('.counterparties tbody td:nth-child(9)', 'position');
  for (const text of ['M00', 'gate', 'leveraged return', 'QUEUE', 'the drawdown armed it', 'CAP', 'nothing was carried out', 'main']) {
    await shows('dialog', text);
  }
  await clean('drawer');
  await page.keyboard.press('Escape');

  await page.fill('#account', 'someone' + markup);
  await page.press('#account', 'Enter');
  await page.waitForSelector('.compare');
  for (const text of ['someone', 'desk', 'M00', 'SHORT', 'USDT']) await shows('#found', text);
  await shows('#rulebook', 'bybit');
  await clean('position');
});
