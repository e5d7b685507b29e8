// A browser for a test: what it may not do, and how the script talks with the test that runs it.

import {createInterface} from 'node:readline';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium} from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();

/** Asks the test for something and waits for its answer. */
export async function ask(what, ...of) {
  process.stdout.write('ask ' + [what, ...of].join(' ') + '\n');
  const {value} = await lines.next();
  return value;
}

/** A figure for the test's output. */
export const tell = text => process.stdout.write('tell ' + text + '\n');

export function check(holds, what) {
  if (!holds) throw new Error(what);
}

export function same(actual, expected, what) {
  check(actual === expected, `${what}: expected ${expected}, was ${actual}`);
}

/** Runs a script in a new browser; any error of a page, and any request to elsewhere, fails it. */
export async function run(origin, script, options = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'tearup-browser-'));
  const faults = [];
  const expected = {down: false};
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.TEARUP_CHROMIUM,
    headless: true,
    args: FLAGS,
    viewport: {width: 1440, height: 900},
    ...options,
  });
  context.on('request', request => request.url().startsWith(origin) || faults.push('a request to ' + request.url()));
  context.on('page', watch);
  function watch(page) {
    page.on('pageerror', error => faults.push(error.stack));
    page.on('console', message => {
      // While the server is away the browser itself notes that it was not reached, and what was answered with a fault.
      const noted = message.text().startsWith('Failed to load resource');
      // As it does where a position is closed between two questions about it.
      const closed = message.location().url.includes('/whatif?');
      if (message.type() === 'error' && !(noted && (expected.down || closed))) faults.push(message.text() + ' ' + message.location().url);
    });
  }
  context.pages().forEach(watch);
  const page = context.pages()[0];
  try {
    await script(page, expected, context);
    check(faults.length === 0, 'the page is not clean:\n' + faults.join('\n'));
  } catch (fault) {
    await page.screenshot({path: join(process.env.TEARUP_SHOTS, 'failed.png')}).catch(() => {});
    process.stderr.write((fault.stack || fault) + '\n' + faults.join('\n') + '\n');
    process.exitCode = 1;
  } finally {
    await context.close();
    rmSync(profile, {recursive: true, force: true});
    process.exit();
  }
}
