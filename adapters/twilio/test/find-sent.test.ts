import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AttemptRef } from 'channelwright/adapter';
import { ScriptedTransport } from 'channelwright/testing';
import { TwilioDouble } from '../double/index.js';
import { StandingTime } from './double-time.js';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  OUR_NUMBER,
  PEER,
  sendContext,
  textPart,
  twilioAccount,
  twilioAdapter,
} from './support.js';

const NOON = Date.UTC(2026, 10, 22, 12);
const SECOND = 1000;

function attempt(text: string | undefined, atMs = NOON): AttemptRef {
  const to = { type: 'HS_PHONE_NUMBER', value: PEER } as const;
  return { correlation: 'attempt-1', idempotencyKey: 'k', ids: [], to, atMs, ...(text === undefined ? {} : { text }) };
}

describe('whether an uncertain text was sent', () => {
  const time = new StandingTime(NOON);
  const account = twilioAccount();
  let double: TwilioDouble;

  beforeEach(async () => {
    time.set(NOON);
    const numbers = [{ sender: OUR_NUMBER }, { sender: '+15550101' }];
    double = await TwilioDouble.start(
      { fetchMedia: false, accounts: [{ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, numbers }] },
      time,
    );
  });
  afterEach(() => double.stop());

  const send = (text: string, from = account) =>
    twilioAdapter(double.url).send(textPart(text), sendContext(from, { callback: `${double.url}/nobody` }));
  const wasSent = (...attempts: AttemptRef[]) => twilioAdapter(double.url).wasSent(attempts, sendContext(account));

  it('is answered by the one message like it', async () => {
    double.fault({ kind: 'answerLost' });
    await send('On its way');
    await send('Something else');
    expect(await wasSent(attempt('On its way'))).toEqual({ sent: true, ids: [double.delivered[0]?.id] });
  });

  it('also while the message waits in Twilio’s queue, without a date of sending', async () => {
    double.rule(PEER, { statuses: [] });
    await send('On its way');
    expect(await wasSent(attempt('On its way'))).toMatchObject({ sent: true });
  });

  it('is no, where nothing like it is there', async () => {
    double.fault({ kind: 'reset' });
    await send('On its way');
    expect(await wasSent(attempt('On its way'))).toEqual({ sent: false });
    await send('Something else');
    expect(await wasSent(attempt('On its way'))).toEqual({ sent: false });
  });

  it('is not guessed where two are alike', async () => {
    await send('ok');
    await send('ok');
    expect(await wasSent(attempt('ok'))).toBe('unknown');
  });

  it('is not guessed where the one like it is older: somebody may have written the same twice', async () => {
    time.set(NOON - 10 * SECOND);
    await send('ok');
    expect(await wasSent(attempt('ok'))).toBe('unknown');
  });

  it('is answered by a message of the same second, since Twilio’s dates have no parts of it', async () => {
    await send('ok');
    expect(await wasSent(attempt('ok', NOON + 900))).toMatchObject({ sent: true });
  });

  it('does not take a message for it that ends alike, went to another time, came from another number or from the customer', async () => {
    await send('not ok');
    await send('ok', twilioAccount({ from: '+15550101' }));
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, text: 'ok' });
    time.set(NOON - 31 * SECOND);
    await send('ok');
    time.set(NOON + 121 * SECOND);
    await send('ok');
    expect(await wasSent(attempt('ok'))).toEqual({ sent: false });
  });

  it('looks around each of several attempts', async () => {
    time.set(NOON + 600 * SECOND);
    await send('ok');
    expect(await wasSent(attempt('ok'), attempt('ok', NOON + 600 * SECOND))).toMatchObject({ sent: true });
  });

  it('sees through what Twilio does to a text', async () => {
    await send('Sent from your Twilio trial account - It\'s "here" - come');
    expect(await wasSent(attempt('It’s “here” – come '))).toMatchObject({ sent: true });
  });

  it('compares signs where there is nothing else', async () => {
    await send('👍');
    expect(await wasSent(attempt('👍'))).toMatchObject({ sent: true });
    expect(await wasSent(attempt('👎'))).toEqual({ sent: false });
  });

  it('is not known without a text, unless nothing was sent at all', async () => {
    expect(await wasSent(attempt(undefined))).toEqual({ sent: false });
    await send('Something');
    expect(await wasSent(attempt(undefined))).toBe('unknown');
  });

  it('is an error when Twilio does not answer', async () => {
    double.fault({ kind: 'refuse', on: 'lookup', status: 503 });
    await expect(wasSent(attempt('ok'))).rejects.toThrow('Twilio answered 503');
  });
});

describe('a list of many pages', () => {
  const path = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;
  const wasSent = (http: ScriptedTransport) =>
    twilioAdapter('https://api.twilio.com', { http }).wasSent([attempt('ok')], sendContext(twilioAccount()));
  const page = (next: string | null, messages: unknown[] = []) => ({
    status: 200,
    body: { messages, next_page_uri: next },
  });

  it('is read to its end, over entries we cannot read and what came in (the peer may be a number of the same account)', async () => {
    const date_created = new Date(NOON).toUTCString();
    const found = { sid: 'SM1', status: 'sent', direction: 'outbound-api', body: 'ok', date_created };
    const http = new ScriptedTransport(
      page(`${path}?Page=1`, [{ odd: true }]),
      page(null, [found, { ...found, sid: 'SM2', direction: 'inbound' }]),
    );
    expect(await wasSent(http)).toEqual({ sent: true, ids: ['SM1'] });
    expect(http.requests.map(({ preparatory }) => preparatory)).toEqual([true, true]);
  });

  it('that is too long is not decided', async () => {
    const http = new ScriptedTransport(...Array.from({ length: 4 }, (_, i) => page(`${path}?Page=${i + 1}`)));
    expect(await wasSent(http)).toBe('unknown');
  });

  it('never leads the credentials to another host', async () => {
    const http = new ScriptedTransport(page('https://evil.example.test/x'));
    await expect(wasSent(http)).rejects.toThrow('refusing to send credentials to https://evil.example.test');
    expect(http.requests).toHaveLength(1);
  });
});
