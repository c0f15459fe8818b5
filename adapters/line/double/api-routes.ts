import type { Clock } from 'channelwright/adapter';
import {
  answerUnderFault,
  type BackgroundWork,
  type DoubleAnswer,
  type DoubleHandler,
  type DoubleRequest,
  type FaultQueue,
} from 'channelwright/double';
import type { ContentStore } from './content-store.js';
import type { DoubleBot } from './double-options.js';
import { type MessageDesk, refuse } from './message-desk.js';
import type { People } from './people.js';

/** The calls that can go wrong. */
export const CALLS = ['push', 'reply', 'info', 'quota', 'content', 'profile'] as const;
export type LineCall = (typeof CALLS)[number];

export interface ApiParts {
  desk: MessageDesk;
  contents: ContentStore;
  people: People;
  faults: FaultQueue<LineCall>;
  work: BackgroundWork;
  time: Clock;
}

/** A call that was understood. */
interface Route {
  call: LineCall;
  to?: string | undefined;
  act: () => DoubleAnswer;
}

const CONTENT = /^\/v2\/bot\/message\/([^/]+)\/content(\/transcoding)?$/;

/** LINE's two hosts in one: the API, and the files that customers sent. */
export function apiRoutes({ desk, contents, people, faults, work, time }: ApiParts): DoubleHandler {
  return async (request) => {
    const bot = desk.bots.calling(request.headers.authorization);
    const route = bot === undefined ? UNAUTHORIZED : routeOf(request, bot, { desk, contents, people });
    const fault = faults.take(route.call, route.to);
    await work.track(answerUnderFault(fault, request.response, route.act, { time, signal: work.signal }));
  };
}

const UNAUTHORIZED: Route = {
  call: 'info',
  act: () => refuse(401, 'Authentication failed. Confirm that the access token in the authorization header is valid.'),
};

type Behind = Pick<ApiParts, 'desk' | 'contents' | 'people'>;

function routeOf(request: DoubleRequest, bot: DoubleBot, { desk, contents, people }: Behind): Route {
  const { method, url, headers } = request;
  switch (`${method} ${url.pathname}`) {
    case 'POST /v2/bot/message/push': {
      const body = jsonOf(request);
      const retryKey = headers['x-line-retry-key']?.toString();
      return { call: 'push', to: wordOf(body?.['to']), act: () => (body ? desk.push(bot, body, retryKey) : NOT_JSON) };
    }
    case 'POST /v2/bot/message/reply': {
      const body = jsonOf(request);
      return {
        call: 'reply',
        to: desk.peerOf(body?.['replyToken']),
        act: () => (body ? desk.reply(bot, body) : NOT_JSON),
      };
    }
    case 'GET /v2/bot/info':
      return { call: 'info', act: () => infoOf(bot) };
    case 'GET /v2/bot/message/quota':
      return { call: 'quota', act: () => quotaOf(bot) };
    case 'GET /v2/bot/message/quota/consumption':
      return { call: 'quota', act: () => ({ status: 200, body: { totalUsage: desk.bots.usedBy(bot.botUserId) } }) };
    default:
      return profileRoute(request, bot, desk, people) ?? contentRoute(request, bot, contents);
  }
}

function profileRoute(
  { method, url }: DoubleRequest,
  { botUserId }: DoubleBot,
  desk: MessageDesk,
  people: People,
): Route | undefined {
  const wanted = method === 'GET' ? people.wanted(url.pathname) : undefined;
  if (wanted === undefined) return undefined;
  people.asked.push(wanted.of);
  return { call: 'profile', to: wanted.of, act: () => people.answer(wanted, desk.hears(botUserId, wanted.of)) };
}

function contentRoute({ method, url }: DoubleRequest, { botUserId }: DoubleBot, contents: ContentStore): Route {
  const [, id, transcoding] = (method === 'GET' && CONTENT.exec(url.pathname)) || [];
  if (id === undefined) return { call: 'content', act: () => refuse(404, 'Not found') };
  const messageId = decodeURIComponent(id);
  return {
    call: 'content',
    act: () =>
      transcoding === undefined ? contents.content(messageId, botUserId) : contents.transcoding(messageId, botUserId),
  };
}

function infoOf({ botUserId, displayName }: DoubleBot): DoubleAnswer {
  const body = { userId: botUserId, basicId: '@double', displayName, chatMode: 'bot', markAsReadMode: 'auto' };
  return { status: 200, body };
}

function quotaOf({ quota }: DoubleBot): DoubleAnswer {
  return { status: 200, body: quota === undefined ? { type: 'none' } : { type: 'limited', value: quota } };
}

const NOT_JSON = refuse(400, 'The request body could not be parsed as JSON (line: 1, column: 1)');

function jsonOf({ body, headers }: DoubleRequest): Record<string, unknown> | undefined {
  if (!headers['content-type']?.startsWith('application/json')) return undefined;
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
