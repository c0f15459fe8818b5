import type { AdapterSubject, MessageFact, WebhookDraft } from 'channelwright/testing';
import line from '../index.js';
import type { LineAccountSettings, LineChannelSettings } from '../settings.js';
import { samples } from './samples.js';
import { signatureOf, USER } from './support.js';

const BOTS = ['b', 'c'].map((digit) => `U${digit.repeat(32)}`);

/** A customer's text as an event of LINE's. */
function eventOf({ n, from, text, atMs }: MessageFact): Record<string, unknown> {
  return {
    type: 'message',
    mode: 'active',
    timestamp: atMs,
    source: { type: 'user', userId: from.value },
    webhookEventId: `01HX${String(n).padStart(22, '0')}`,
    deliveryContext: { isRedelivery: false },
    message: { id: String(500_000 + n), type: 'text', quoteToken: 'q', text },
  };
}

function batch(facts: MessageFact<LineAccountSettings>[]): WebhookDraft {
  const destination = facts[0]?.account.settings.botUserId;
  return { body: JSON.stringify({ destination, events: facts.map(eventOf) }) };
}

/** LINE, as the conformance kit wants to know it. */
export const subject: AdapterSubject<LineChannelSettings, LineAccountSettings> = {
  definition: line,
  accounts: [
    { settings: { channelAccessToken: 'token-1', channelSecret: 'secret-1', botUserId: BOTS[0] } },
    { settings: { channelAccessToken: 'token-2', channelSecret: 'secret-2', botUserId: BOTS[1] } },
  ],
  peer: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: USER },
  respond: ({ url }) => {
    const { pathname } = new URL(url);
    if (pathname === '/v2/bot/info') return { status: 200, body: { userId: BOTS[0] } };
    if (pathname === '/v2/bot/message/quota') return { status: 200, body: { type: 'none' } };
    if (pathname.startsWith('/v2/bot/profile/')) return { status: 200, body: { displayName: 'Ann' } };
    if (pathname.endsWith('/content'))
      return { status: 200, headers: { 'content-type': 'image/jpeg' }, body: 'a picture' };
    return { status: 200, body: { sentMessages: [{ id: '461', quoteToken: 'q' }] } };
  },
  documented: [
    { status: 409, headers: { 'x-line-accepted-request-id': 'r' }, body: { message: 'Accepted' }, expect: 'accepted' },
    { status: 400, body: { message: 'Failed to send messages' }, expect: 'rejected' },
    { status: 400, body: { message: 'The request body has 1 error(s)' }, expect: 'rejected' },
    { status: 401, body: { message: 'Authentication failed' }, expect: 'blocked' },
    { status: 403, body: { message: 'Access to this API is not available for your account' }, expect: 'blocked' },
    { status: 429, body: { message: 'You have reached your monthly limit.' }, expect: 'blocked' },
    { status: 429, body: { message: 'The API rate limit has been exceeded. Try again later.' }, expect: 'retry' },
    { status: 500, body: { message: 'Internal Server Error' }, expect: 'uncertain' },
  ],
  webhooks: {
    sign: (draft, { account }) => ({
      ...draft,
      headers: { ...draft.headers, 'x-line-signature': signatureOf(draft.body, account.settings.channelSecret[0]) },
    }),
    message: (fact) => batch([fact]),
    batch,
    rotation: { account: { channelSecret: 'secret-new' } },
  },
  samples: samples().map(({ name, body, events }) => ({
    name,
    draft: { body: JSON.stringify(body) },
    expect: events.map(({ kind }) => kind),
  })),
  media: { kind: 'provider', ref: { messageId: '500' } },
};
