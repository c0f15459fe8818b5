import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Account, ProviderEvent } from 'channelwright/adapter';
import { TwilioDouble } from '../double/index.js';
import type { TwilioAccountSettings } from '../settings.js';
import { StandingTime } from './double-time.js';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  lookupOf,
  OUR_NUMBER,
  PEER,
  sendContext,
  textPart,
  twilioAccount,
  twilioAdapter,
} from './support.js';
import { startWebhookInbox, type WebhookInbox } from './webhook-inbox.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 12);
const SERVICE = 'MG00000000000000000000000000000001';
const iso = (ms: number) => new Date(ms).toISOString();

describe('backfill', () => {
  const time = new StandingTime(NOW);
  const account = twilioAccount();
  let double: TwilioDouble;
  let inbox: WebhookInbox;

  beforeEach(async () => {
    time.set(NOW);
    const numbers = [
      { sender: OUR_NUMBER },
      { sender: '+15550111', messagingServiceSid: SERVICE },
      { sender: '+15550112' },
    ];
    double = await TwilioDouble.start(
      { accounts: [{ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, numbers }] },
      time,
    );
    inbox = await startWebhookInbox(() => twilioAdapter(double.url), lookupOf(account));
  });
  afterEach(async () => {
    await double.stop();
    await inbox.stop();
  });

  async function backfill(checkpoint: string | undefined, of: Account<TwilioAccountSettings> = account) {
    const events: ProviderEvent[] = [];
    const checkpoints: string[] = [];
    const adapter = twilioAdapter(double.url, { nowMs: NOW });
    for await (const page of adapter.backfill(checkpoint, of)) {
      events.push(...page.events);
      checkpoints.push(page.checkpoint);
    }
    return { events, checkpoints };
  }

  async function missed(atMs: number, body: string, more = {}) {
    time.set(atMs);
    return double.customerWrites({ from: PEER, to: OUR_NUMBER, text: body, notify: false, ...more });
  }

  it('the first time publishes no history and remembers when it began', async () => {
    await missed(NOW - HOUR, 'From before');
    expect(await backfill(undefined)).toEqual({ events: [], checkpoints: [iso(NOW)] });
  });

  it('tells what was missed, oldest first over several days, with the time of each', async () => {
    await missed(NOW - 25 * HOUR, 'first');
    await missed(NOW - 2 * HOUR, 'second');
    await missed(NOW - HOUR, 'third');
    const { events, checkpoints } = await backfill(iso(NOW - 26 * HOUR));
    expect(events).toMatchObject([
      { kind: 'message', atMs: NOW - 25 * HOUR, content: [{ text: 'first' }], from: { value: PEER } },
      { kind: 'message', atMs: NOW - 2 * HOUR, content: [{ text: 'second' }] },
      { kind: 'message', atMs: NOW - HOUR, content: [{ text: 'third' }] },
    ]);
    expect(checkpoints).toEqual([iso(NOW - 25 * HOUR), iso(NOW - HOUR), iso(NOW)]);
  });

  it('gives a message the same dedupe key as its webhook', async () => {
    double.configureNumber(OUR_NUMBER, { webhookUrl: inbox.url });
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, text: 'START' });
    const { events } = await backfill(iso(NOW - HOUR));
    const keys = (list: { dedupeKey?: string }[]) => list.map(({ dedupeKey }) => dedupeKey);
    expect(inbox.events).toMatchObject([{ kind: 'message' }, { kind: 'optIn' }]);
    expect(keys(events)).toEqual(keys(inbox.events as ProviderEvent[]));
  });

  it('tells how our messages ended, with their price; a callback with its correlation stays news', async () => {
    await twilioAdapter(double.url).send(textPart('Hello'), sendContext(account, { callback: inbox.url }));
    await double.settled();
    const [sid] = double.delivered.map(({ id }) => id);
    const { events } = await backfill(iso(NOW - HOUR));
    expect(events).toEqual([
      {
        kind: 'receipt',
        account: `${ACCOUNT_SID}/${OUR_NUMBER}`,
        dedupeKey: `status:${sid}:delivered`,
        of: { id: sid },
        state: 'delivered',
        final: true,
        usage: { units: 1, price: { amount: '0.00790', currency: 'USD' } },
      },
    ]);
    expect(inbox.events.map((e) => 'dedupeKey' in e && e.dedupeKey)).not.toContain(`status:${sid}:delivered`);
  });

  it('tells why one of ours failed', async () => {
    double.rule(PEER, { statuses: ['sent', { status: 'undelivered', code: 30005 }], callbacks: 'never' });
    await twilioAdapter(double.url).send(textPart('Hello'), sendContext(account));
    await double.settled();
    const { events } = await backfill(iso(NOW - HOUR));
    expect(events).toMatchObject([{ state: 'failed', reason: { class: 'recipient-invalid', code: '30005' } }]);
  });

  it('finds the files of a message', async () => {
    await missed(NOW - HOUR, 'Look', { media: [{ type: 'image/png', base64: 'AAAA' }] });
    const { events } = await backfill(iso(NOW - 2 * HOUR));
    const [message] = events as { content: { kind: string; ref?: { url: string } }[] }[];
    expect(message?.content).toMatchObject([{ kind: 'text' }, { kind: 'file', type: 'image/png', usage: 'IMAGE' }]);
    expect(message?.content[1]?.ref?.url).toMatch(new RegExp(`^${double.url}/2010-04-01/.*/Media/ME[0-9a-f]+$`));
  });

  it('reads a day before the checkpoint again, and nothing older than a week', async () => {
    await missed(NOW - 8 * DAY, 'too old');
    await missed(NOW - 6 * DAY, 'within the week');
    await missed(NOW - 30 * HOUR, 'before the overlap');
    await missed(NOW - 20 * HOUR, 'overlap');
    const texts = async (checkpoint: number) =>
      (await backfill(iso(checkpoint))).events.map((e) => 'content' in e && e.content?.[0]);
    expect(await texts(NOW)).toMatchObject([{ text: 'overlap' }]);
    expect(await texts(NOW - 30 * DAY)).toMatchObject([
      { text: 'within the week' },
      { text: 'before the overlap' },
      { text: 'overlap' },
    ]);
  });

  it('leaves the messages of other numbers alone', async () => {
    await missed(NOW - HOUR, 'not ours', { to: '+15550112' });
    expect((await backfill(iso(NOW - 2 * HOUR))).events).toEqual([]);
  });

  it('picks those of a messaging service out of all', async () => {
    const pooled = twilioAccount(
      { from: undefined, messagingServiceSid: SERVICE },
      { address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'pool' } },
    );
    await missed(NOW - HOUR, 'to the number');
    await missed(NOW - HOUR, 'to the service', { to: '+15550111' });
    expect((await backfill(iso(NOW - 2 * HOUR), pooled)).events).toMatchObject([
      { account: `${ACCOUNT_SID}/${SERVICE}`, content: [{ text: 'to the service' }] },
    ]);
  });

  it('goes on in pages that can be committed one by one', async () => {
    for (let i = 0; i < 101; i += 1) await missed(NOW - HOUR + i * 1000, `${i}`);
    const { events, checkpoints } = await backfill(iso(NOW - 2 * HOUR));
    expect(events).toHaveLength(101);
    expect(checkpoints).toEqual([iso(NOW - HOUR + 99_000), iso(NOW - HOUR + 100_000), iso(NOW)]);
  });
});
