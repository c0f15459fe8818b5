import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, type Page } from '../../examples/demo/browser.js';
import { waitFor } from '../../examples/demo/patience.js';

const MAIN = fileURLToPath(new URL('../../examples/demo/main.js', import.meta.url));
const PATIENCE_MS = 60_000;

/** Goes by what is printed, as somebody who has never seen any of it. */
describe('npm run demo -- --hands-on', () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, '--hands-on']);
  const ended = once(child, 'exit');
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });

  /** What stands after a word, on its line or on the next. */
  const after = (word: string): string => new RegExp(`${word}\\s+(\\S.*)`).exec(printed)?.[1] ?? '';
  const linkUnder = (step: number): string => new RegExp(`^${step}\\..*\\n +(http\\S+)`, 'm').exec(printed)?.[1] ?? '';

  beforeAll(async () => {
    await waitFor(() => printed.includes('End with Ctrl-C'), PATIENCE_MS);
  }, PATIENCE_MS);

  afterAll(async () => {
    child.kill('SIGINT');
    await ended;
  });

  it(
    'leads a stranger from nothing to a message that was read',
    async () => {
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
      await waitFor(() => printed.includes('account.connected'), PATIENCE_MS);

      const [, url = '', body = ''] = /curl (\S+) -d '(.*)'/.exec(printed) ?? [];
      await fetch(url, { method: 'POST', body });
      const inbox = linkUnder(4);
      const shows = async (path: string, words: string): Promise<Page> => {
        let page = await browser.open(path);
        for (
          const until = performance.now() + PATIENCE_MS;
          !page.words.includes(words);
          page = await browser.open(path)
        ) {
          if (performance.now() > until) throw new Error(`never shown: ${words}; but ${page.words}`);
          await waitFor(() => false, 50);
        }
        return page;
      };
      await shows(inbox, 'Where is my parcel?');
      const [, thread = ''] = /href="([^"]*thread=\d+)"/.exec(await (await fetch(inbox)).text()) ?? [];
      const conversation = await browser.open(new URL(thread, inbox).href);
      const answered = await browser.submit(conversation, { text: 'It is at the front desk.' });
      await shows(answered.url, 'READ');
    },
    2 * PATIENCE_MS,
  );
});
