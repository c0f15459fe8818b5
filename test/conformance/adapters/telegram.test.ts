import { setTimeout as delay } from 'node:timers/promises';
import type { AdapterSubject, MessageFact, ProviderRequest, WebhookDraft } from 'channelwright/testing';
import telegram from '../../../adapters/telegram/index.js';
import type { TelegramAccountSettings, TelegramChannelSettings } from '../../../adapters/telegram/settings.js';
import { checkAdapter } from './check.js';

const USER = 4_242_424_242;
const opaque = (value: string) => ({ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value }) as const;

function subject(receive: 'webhook' | 'poll'): AdapterSubject<TelegramChannelSettings, TelegramAccountSettings> {
  const account = (n: number) => ({
    address: opaque(`@double_${n}_bot`),
    settings: {
      botToken: `12345${n}:A-token_for-tests-that-is-long-enough-${n}`,
      receive,
      ...(receive === 'webhook' && { webhookSecret: `a-secret-for-tests-${n}` }),
    },
  });
  let waiting: ReturnType<typeof updateOf>[] = [];
  let sent = 0;
  return {
    definition: telegram,
    accounts: [account(1), account(2)],
    peer: opaque(String(USER)),
    async respond({ url, body }: ProviderRequest) {
      if (url.pathname.startsWith('/file/')) return { headers: { 'content-type': 'image/jpeg' }, body: 'picture' };
      const result = (value: unknown) => ({ body: { ok: true, result: value } });
      switch (url.pathname.split('/').at(-1)) {
        case 'getMe':
          return result({ id: 123_451, is_bot: true, first_name: 'Double', username: 'double_1_bot' });
        case 'getFile':
          return result({ file_id: 'file-1', file_path: 'photos/file_1.jpg' });
        case 'getUpdates': {
          const { offset = 0 } = JSON.parse(body) as { offset?: number };
          waiting = waiting.filter(({ update_id }) => update_id >= offset);
          // Telegram holds the call while there is nothing to tell.
          if (waiting.length === 0) await delay(2);
          return result(waiting);
        }
        default:
          sent += 1;
          return result({ message_id: sent, date: 1_790_000_000, chat: { id: USER, type: 'private' } });
      }
    },
    documented: [
      {
        status: 400,
        body: { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
        expect: 'rejected',
      },
      {
        status: 403,
        body: { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' },
        expect: 'rejected',
      },
      { status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' }, expect: 'blocked' },
      {
        status: 429,
        body: {
          ok: false,
          error_code: 429,
          description: 'Too Many Requests: retry after 5',
          parameters: { retry_after: 5 },
        },
        expect: 'retry',
      },
    ],
    media: { kind: 'provider', ref: { fileId: 'file-1' } },
    ...(receive === 'poll'
      ? { arrive: (fact: MessageFact<TelegramAccountSettings>) => void waiting.push(updateOf(fact)) }
      : {
          webhooks: {
            sign: (draft, { account: { settings } }) => ({
              ...draft,
              headers: { ...draft.headers, 'x-telegram-bot-api-secret-token': settings.webhookSecret![0]! },
            }),
            message: (fact) => draftOf(updateOf(fact)),
            batch: 'never',
            rotation: { account: { webhookSecret: 'a-secret-that-is-new' } },
          },
          samples: [
            { name: 'an update of a kind to come', draft: draftOf({ update_id: 7, telepathy: {} }), expect: [] },
          ],
        }),
  };
}

function updateOf({ n, text, atMs }: MessageFact<TelegramAccountSettings>) {
  const chat = { id: USER, type: 'private', first_name: 'Ann' };
  const from = { id: USER, is_bot: false, first_name: 'Ann' };
  return { update_id: 700_000_000 + n, message: { message_id: n, from, chat, date: Math.floor(atMs / 1_000), text } };
}

function draftOf(update: object): WebhookDraft {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(update) };
}

checkAdapter('telegram by webhook', subject('webhook'));
checkAdapter('telegram by poll', subject('poll'), ['webhook/', 'tenant/']);
