import { createHmac } from 'node:crypto';
import type { AdapterSubject, MessageFact, ProviderRequest, WebhookDraft } from 'channelwright/testing';
import line from '../../../adapters/line/index.js';
import type { LineAccountSettings, LineChannelSettings } from '../../../adapters/line/settings.js';
import { checkAdapter } from './check.js';

const bot = (n: number) => `U${String(n).repeat(32)}`;
const opaque = (value: string) => ({ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value }) as const;
const account = (n: number) => ({
  address: opaque(bot(n)),
  settings: {
    channelAccessToken: `an-access-token-of-bot-${n}`,
    channelSecret: `a-channel-secret-of-bot-${n}`,
    botUserId: bot(n),
  },
});

let sent = 0;

const subject: AdapterSubject<LineChannelSettings, LineAccountSettings> = {
  definition: line,
  accounts: [account(1), account(2)],
  peer: opaque(`U${'a'.repeat(32)}`),
  respond({ method, url, body }: ProviderRequest) {
    if (method === 'POST') return pushed(body);
    if (url.pathname === '/v2/bot/info') return { body: { userId: bot(1) } };
    if (url.pathname === '/v2/bot/message/quota') return { body: { type: 'none' } };
    return { headers: { 'content-type': 'image/jpeg' }, body: 'picture' };
  },
  documented: [
    {
      status: 409,
      headers: { 'x-line-accepted-request-id': 'request-1' },
      body: { message: 'accepted' },
      expect: 'accepted',
    },
    { status: 400, body: { message: 'The request body has 1 error(s)' }, expect: 'rejected' },
    { status: 401, body: { message: 'Authentication failed' }, expect: 'blocked' },
    { status: 429, body: { message: 'The API rate limit has been exceeded.' }, expect: 'retry' },
    { status: 500, body: { message: 'Internal server error' }, expect: 'uncertain' },
  ],
  webhooks: {
    sign(draft, { account: { settings } }) {
      const signature = createHmac('sha256', settings.channelSecret[0]!).update(draft.body).digest('base64');
      return { ...draft, headers: { ...draft.headers, 'x-line-signature': signature } };
    },
    message: (fact) => draftOf(fact.account.settings.botUserId, [eventOf(fact)]),
    batch: (facts) => draftOf(facts[0]!.account.settings.botUserId, facts.map(eventOf)),
    rotation: { account: { channelSecret: 'a-channel-secret-that-is-new' } },
  },
  samples: [
    { name: 'the check of a webhook in the console', draft: draftOf(bot(1), []), expect: [] },
    { name: 'an event without a source', draft: draftOf(bot(1), [{ type: 'message' }]), expect: ['unparsable'] },
  ],
  media: { kind: 'provider', ref: { messageId: '500000000000000001' } },
};

function pushed(body: string) {
  const { messages } = JSON.parse(body) as { messages: unknown[] };
  const sentMessages = messages.map(() => {
    sent += 1;
    return { id: `4600000000${sent}`, quoteToken: 'q' };
  });
  return { headers: { 'x-line-request-id': `request-${sent}` }, body: { sentMessages } };
}

function eventOf({ n, from, text, atMs }: MessageFact<LineAccountSettings>) {
  return {
    type: 'message',
    mode: 'active',
    timestamp: atMs,
    source: { type: 'user', userId: from.value },
    webhookEventId: `01HXB${String(n).padStart(21, '0')}`,
    deliveryContext: { isRedelivery: false },
    replyToken: `reply-${n}`,
    message: { type: 'text', id: String(5e17 + n), quoteToken: 'q', text },
  };
}

function draftOf(destination: string, events: unknown[]): WebhookDraft {
  return {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ destination, events }),
  };
}

checkAdapter('line', subject);
