import { setTimeout as delay } from 'node:timers/promises';
import type { AdapterSubject, MessageFact, ProviderAnswer, WebhookDraft } from 'channelwright/testing';
import telegram from '../index.js';
import type { TelegramAccountSettings, TelegramChannelSettings } from '../settings.js';
import { samples } from './samples.js';
import { USER } from './support.js';

const TOKENS = ['1', '2'].map((digit) => `${digit.repeat(6)}:A-token_for-tests-that-is-long-enough`);

/** A customer's text as Telegram tells it. */
function updateOf({ n, from, text, atMs }: MessageFact) {
  const id = Number(from.value);
  return {
    update_id: 600_000_000 + n,
    message: {
      message_id: n,
      date: Math.floor(atMs / 1000),
      chat: { id, type: 'private', first_name: 'Ann' },
      from: { id, is_bot: false, first_name: 'Ann' },
      text,
    },
  };
}

const webhook = (update: unknown): WebhookDraft => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(update),
});

const ok = (result: unknown): ProviderAnswer => ({ status: 200, body: { ok: true, result } });
const refusal = (code: number, description: string, parameters = {}) => ({
  status: code,
  body: { ok: false, error_code: code, description, parameters },
});

type Subject = AdapterSubject<TelegramChannelSettings, TelegramAccountSettings>;

/** What is the same however updates come. */
function subjectOf(
  accountSettings: (n: number) => Record<string, unknown>,
): Subject & Required<Pick<Subject, 'arrive'>> {
  const accounts = TOKENS.map((botToken, index) => ({ settings: { botToken, ...accountSettings(index + 1) } }));
  /** What nobody has confirmed yet. */
  let waiting: ReturnType<typeof updateOf>[] = [];
  return {
    definition: telegram,
    accounts: [accounts[0]!, accounts[1]!],
    peer: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: String(USER) },
    async respond({ url: { pathname }, body }) {
      if (pathname.startsWith('/file/')) return { headers: { 'content-type': 'image/jpeg' }, body: 'a picture' };
      switch (pathname.split('/').at(-1)) {
        case 'getMe':
          return ok({ id: Number(TOKENS[0]?.slice(0, 6)), is_bot: true, username: 'acme_bot' });
        case 'getFile':
          return ok({ file_id: 'f', file_path: 'photos/file_1.jpg' });
        case 'getUpdates': {
          const { offset = 0 } = JSON.parse(body) as { offset?: number };
          waiting = waiting.filter(({ update_id }) => update_id >= offset);
          // Telegram holds the call until there is something to tell; here it is enough not to spin.
          if (waiting.length === 0) await delay(5);
          return ok(waiting);
        }
        default:
          return ok({ message_id: 461, date: 0, chat: { id: USER, type: 'private' } });
      }
    },
    arrive: (fact) => void waiting.push(updateOf(fact)),
    documented: [
      { ...refusal(403, 'Forbidden: bot was blocked by the user'), expect: 'rejected' },
      { ...refusal(400, 'Bad Request: chat not found'), expect: 'rejected' },
      { ...refusal(400, 'Bad Request: message is too long'), expect: 'rejected' },
      {
        ...refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1001 }),
        expect: 'retry',
      },
      { ...refusal(401, 'Unauthorized'), expect: 'blocked' },
      { ...refusal(404, 'Not Found'), expect: 'blocked' },
      { ...refusal(429, 'Too Many Requests: retry after 7', { retry_after: 7 }), expect: 'retry' },
      { ...refusal(500, 'Internal Server Error'), expect: 'uncertain' },
      { status: 502, body: '<html>Bad Gateway</html>', expect: 'uncertain' },
    ],
    media: { kind: 'provider', ref: { fileId: 'f' } },
  };
}

export const byPoll: Subject = subjectOf(() => ({ receive: 'poll' }));

const { arrive: _, ...called } = subjectOf((n) => ({ webhookSecret: `secret-${n}` }));

export const byWebhook: Subject = {
  ...called,
  webhooks: {
    sign: (draft, { account }) => ({
      ...draft,
      headers: { ...draft.headers, 'x-telegram-bot-api-secret-token': account.settings.webhookSecret?.[0] ?? '' },
    }),
    message: (fact) => webhook(updateOf(fact)),
    batch: 'never',
    rotation: { account: { webhookSecret: 'secret-new' } },
  },
  samples: samples.map(({ name, sample }) => ({
    name,
    draft: webhook(sample.update),
    expect: sample.events.map(({ kind }) => kind),
  })),
};
