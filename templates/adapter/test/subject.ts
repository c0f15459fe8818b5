import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AdapterSubject, MessageFact, WebhookSample } from 'channelwright/testing';
import definition from '../src/index.js';
import type { AccountSettings, ChannelSettings } from '../src/settings.js';

/** From `dist/test`, where this runs. */
const SAMPLES = new URL('../../samples/', import.meta.url);

function sample(name: string, expect: string[]): WebhookSample {
  return { name, draft: { body: readFileSync(new URL(`${name}.json`, SAMPLES)) }, expect };
}

const botOf = ({ account }: { account: { settings: AccountSettings } }) => account.settings.botId;
const iso = (ms: number) => new Date(ms).toISOString();

function messageOf({ n, from, text, atMs }: MessageFact<AccountSettings>) {
  return { type: 'message', id: `in-${n}`, at: iso(atMs), from: { id: from.value }, kind: 'text', text };
}

/** What the conformance kit is told of this adapter. See `docs/guides/write-an-adapter.md` of Channelwright. */
export const subject: AdapterSubject<ChannelSettings, AccountSettings> = {
  definition,
  accounts: [
    { settings: { botId: 'bot-1', token: 'token-of-bot-1', signingSecret: 'secret-of-bot-1' } },
    { settings: { botId: 'bot-2', token: 'token-of-bot-2', signingSecret: 'secret-of-bot-2' } },
  ],
  peer: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'user-7' },
  respond: ({ method, headers }) => {
    const [, bot] = /^Bearer token-of-(.+)$/.exec(headers['authorization'] ?? '') ?? [];
    if (bot === undefined) return { status: 401, body: { code: 'unauthorized' } };
    return method === 'GET' ? { body: { id: bot } } : { status: 201, body: { id: 'out-1' } };
  },
  documented: [
    { status: 400, body: { code: 'unknown_recipient' }, expect: 'rejected' },
    { status: 402, body: { code: 'balance_exhausted' }, expect: 'blocked' },
  ],
  webhooks: {
    sign({ headers, body, ...draft }, { account, nowMs }) {
      const timestamp = String(Math.floor(nowMs / 1000));
      const hmac = createHmac('sha256', account.settings.signingSecret[0] ?? '')
        .update(`${timestamp}.`)
        .update(body);
      const signed = { 'x-acme-chat-timestamp': timestamp, 'x-acme-chat-signature': `sha256=${hmac.digest('hex')}` };
      return { ...draft, body, headers: { 'content-type': 'application/json', ...headers, ...signed } };
    },
    message: (fact) => ({ body: JSON.stringify({ bot: botOf(fact), events: [messageOf(fact)] }) }),
    batch: (facts) => ({
      body: JSON.stringify({ bot: facts[0] === undefined ? '' : botOf(facts[0]), events: facts.map(messageOf) }),
    }),
    receipt({ id, state, sent, atMs, ...fact }) {
      if (state === 'accepted') return undefined;
      const { reference } = JSON.parse(sent.body) as { reference: string };
      const message = { id: id || 'out-1', reference };
      const event = { type: 'receipt', id: `${message.id}-${state}`, at: iso(atMs), message, state };
      return { body: JSON.stringify({ bot: botOf(fact), events: [event] }) };
    },
    rotation: { account: { signingSecret: 'next-secret-of-bot-1' } },
  },
  samples: [
    sample('message', ['message']),
    sample('receipt-delivered', ['receipt']),
    sample('batch-with-a-poison-event', ['message', 'unparsable', 'message']),
  ],
};
