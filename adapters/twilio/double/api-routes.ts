import {
  answer,
  answerUnderFault,
  type DoubleAnswer,
  type DoubleHandler,
  type DoubleRequest,
  type FaultQueue,
  type Patience,
} from 'channelwright/double';
import type { DoubleAccount } from './double-options.js';
import type { MessageBook } from './message-book.js';
import type { MessageDesk } from './message-desk.js';
import { errorAnswer, listJson, mediaListJson, messageJson } from './message-json.js';
import { ownedSenders } from './owned-senders.js';
import type { CallName } from './twilio-fault.js';

export interface ApiParts extends Patience {
  accounts: readonly DoubleAccount[];
  book: MessageBook;
  desk: MessageDesk;
  faults: FaultQueue<CallName>;
  /** Where files are redirected to. */
  cdnUrl(): string;
}

const ROUTE = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})(\/.*|\.json)$/;
const SERVICE = /^\/v1\/Services\/(MG[0-9a-fA-F]{32})$/;
const MESSAGE = /^\/Messages\/((?:SM|MM)[0-9a-f]+)\.json$/;
const MEDIA_LIST = /^\/Messages\/((?:SM|MM)[0-9a-f]+)\/Media\.json$/;
const MEDIA = /^\/Messages\/((?:SM|MM)[0-9a-f]+)\/Media\/(ME[0-9a-f]+)$/;

/** The REST API: messages, media and accounts. */
export function apiRoutes(parts: ApiParts): DoubleHandler {
  return async (request) => {
    const { method, url, response } = request;
    const service = SERVICE.exec(url.pathname)?.[1];
    if (service !== undefined) return answer(response, serviceAnswer(parts.accounts, request, service));
    const [, accountSid = '', rest = ''] = ROUTE.exec(url.pathname) ?? [];
    const account = parts.accounts.find((a) => a.accountSid === accountSid);
    if (rest === '') return answer(response, errorAnswer(404, 20404));
    if (account === undefined || !mayCall(request, account)) return answer(response, errorAnswer(401, 20003));
    if (method === 'POST' && rest === '/Messages.json') return create(parts, account, request);
    if (method !== 'GET') return answer(response, errorAnswer(405, 20004));
    const fault = parts.faults.take(MEDIA.test(rest) ? 'media' : 'lookup');
    return answerUnderFault(fault, response, () => look(parts, account, rest, url), parts);
  };
}

/** Of the messaging API: an account sees its own. */
function serviceAnswer(accounts: readonly DoubleAccount[], request: DoubleRequest, sid: string): DoubleAnswer {
  const account = accounts.find((one) => mayCall(request, one));
  if (!account) return errorAnswer(401, 20003);
  const isOwn = account.numbers.some(({ messagingServiceSid }) => messagingServiceSid === sid);
  return isOwn ? { status: 200, body: { sid, account_sid: account.accountSid } } : errorAnswer(404, 20404);
}

function look({ book, cdnUrl }: ApiParts, account: DoubleAccount, rest: string, url: URL): DoubleAnswer {
  const [, sid = '', mediaSid = ''] = MEDIA.exec(rest) ?? [];
  if (book.find(account.accountSid, sid)?.media.some((file) => file.sid === mediaSid)) {
    return { status: 307, headers: { location: `${cdnUrl()}/${mediaSid}?signature=double` } };
  }
  const listed = ownedSenders(account, rest, url.searchParams);
  if (listed === 'forbidden') return errorAnswer(403, 20003);
  const body = listed ?? resourceAt(book, account, rest, url);
  return body === undefined ? errorAnswer(404, 20404) : { status: 200, body };
}

function resourceAt(book: MessageBook, { accountSid, status }: DoubleAccount, rest: string, url: URL): unknown {
  if (rest === '.json') return { sid: accountSid, status, friendly_name: 'Double' };
  if (rest === '/Messages.json') return listJson(url.pathname, url.searchParams, book.of(accountSid));
  const message = book.find(accountSid, MESSAGE.exec(rest)?.[1] ?? '');
  if (message !== undefined) return messageJson(message);
  const parent = book.find(accountSid, MEDIA_LIST.exec(rest)?.[1] ?? '');
  return parent === undefined ? undefined : mediaListJson(parent);
}

/**
 * Where the files are. Like the store behind Twilio's redirect it refuses a request that brings credentials besides the signed
 * URL, so an adapter that leaks them is found out.
 */
export function cdnRoutes({ book }: Pick<ApiParts, 'book'>): DoubleHandler {
  return ({ url, headers, response }) => {
    const files = book.all().flatMap(({ media }) => media);
    const file = files.find(({ sid }) => `/${sid}` === url.pathname);
    if (headers.authorization !== undefined)
      return answer(response, { status: 400, body: 'Only one auth mechanism allowed' });
    if (file === undefined) return answer(response, { status: 404 });
    const length = String(file.bytes.length);
    answer(response, {
      status: 200,
      headers: { 'content-type': file.type, 'content-length': length },
      body: file.bytes,
    });
  };
}

async function create(parts: ApiParts, account: DoubleAccount, { body, response }: DoubleRequest): Promise<void> {
  const form = new URLSearchParams(body.toString());
  let afterwards: (() => Promise<void>) | undefined;
  const take = async () => {
    const taken = parts.desk.take(account, form);
    if (!('message' in taken)) return errorAnswer(taken.status, taken.code);
    const { message, early, proceed } = taken;
    const created = { status: 201, body: messageJson(message) };
    if (early) await proceed();
    else afterwards = proceed;
    return created;
  };
  await answerUnderFault(parts.faults.take('create', form.get('To') ?? ''), response, take, parts);
  void afterwards?.();
}

function mayCall({ headers }: DoubleRequest, { accountSid, authToken, apiKeys }: DoubleAccount): boolean {
  const given = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  const [user = '', ...rest] = Buffer.from(given, 'base64').toString().split(':');
  const password = rest.join(':');
  if (user === accountSid) return password === authToken;
  return Object.hasOwn(apiKeys, user) && apiKeys[user] === password;
}
