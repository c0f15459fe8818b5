import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../../examples/demo/browser.js';
import { Child } from '../fixtures/child.js';
import { until } from '../fixtures/until.js';

const MAIN = fileURLToPath(new URL('../../examples/demo/main.js', import.meta.url));

/** Goes by what is printed, as somebody who has never seen any of it. */
describe('npm run demo -- --hands-on', () => {
  let child: Child;
  const printed = () => child.stdout;

  /** What stands after a word, on its line or on the next. */
  const after = (word: string): string => new RegExp(`${word}\\s+(\\S.*)`).exec(printed())?.[1] ?? '';
  const linkUnder = (step: number): string =>
    new RegExp(`^${step}\\..*\\n +(http\\S+)`, 'm').exec(printed())?.[1] ?? '';

  beforeAll(async () => {
    child = new Child(['--disable-warning=ExperimentalWarning', MAIN, '--hands-on']);
    await child.says(/End with Ctrl-C/);
  });

  afterAll(async () => {
    child.signal('SIGINT');
    await child.ended();
  });

  it('leads a stranger from nothing to a message that was read', async () => {
    const browser = new Browser(() => undefined);
    const consent = await browser.open(linkUnder(1));
    const installed = await browser.submit(consent, {}, { decision: 'connect' });
    expect(installed).toMatchObject({ status: 200, words: expect.stringContaining('The app is installed') });

    const form = await browser.submit(await browser.open(linkUnder(2)), {});
    const typed = {
      'settings.accountSid': after('Account SID'),
      'settings.authToken': after('Auth token'),
      'settings.from': after('From'),
    };
    const refused = await browser.submit(form, { ...typed, 'settings.authToken': 'mistyped' });
    expect(refused.status).toBe(422);
    const connected = await browser.submit(refused, typed);
    expect(connected.words).toContain('Connected');
    await until('the account is connected', () => printed().includes('account.connected'));

    const [, url = '', body = ''] = /curl (\S+) -d '(.*)'/.exec(printed()) ?? [];
    await fetch(url, { method: 'POST', body });
    const inbox = linkUnder(4);
    const shown = (path: string, words: string) =>
      until(`${path} shows ${words}`, async () => (await browser.open(path)).words.includes(words));
    await shown(inbox, 'Where is my parcel?');
    const [, thread = ''] = /href="([^"]*thread=\d+)"/.exec(await (await fetch(inbox)).text()) ?? [];
    const conversation = await browser.open(new URL(thread, inbox).href);
    const answered = await browser.submit(conversation, { text: 'It is at the front desk.' });
    await shown(answered.url, 'READ');
  });
});
