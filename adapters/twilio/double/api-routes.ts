import type { BackgroundWork } from './background-work.js';
import type { DoubleAccount, DoubleTime } from './double-options.js';
import type { DoubleHandler, DoubleRequest } from './double-server.js';
import type { ActiveFault, FaultQueue } from './fault-queue.js';
import { sendJson } from './http-io.js';
import type { MessageBook } from './message-book.js';
import type { MessageDesk } from './message-desk.js';
import { errorJson, listJson, mediaListJson, messageJson } from './message-json.js';

export interface ApiParts {
  accounts: readonly DoubleAccount[];
  book: MessageBook;
  desk: MessageDesk;
  faults: FaultQueue;
  work: BackgroundWork;
  time: DoubleTime;
  /** Where files are redirected to. */
  cdnUrl(): string;
}

const ROUTE = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})(\/.*|\.json)$/;
const MESSAGE = /^\/Messages\/((?:SM|MM)[0-9a-f]+)\.json$/;
const MEDIA_LIST = /^\/Messages\/((?:SM|MM)[0-9a-f]+)\/Media\.json$/;
const MEDIA = /^\/Messages\/((?:SM|MM)[0-9a-f]+)\/Media\/(ME[0-9a-f]+)$/;

/** The REST API: messages, media and accounts. */
export function apiRoutes(parts: ApiParts): DoubleHandler {
  return async (request) => {
    const [, accountSid = '', rest = ''] = ROUTE.exec(request.url.pathname) ?? [];
    const account = parts.accounts.find((a) => a.accountSid === accountSid);
    if (rest === '') return refuse(request, 404, 20404);
    if (account === undefined || !mayCall(request, account)) return refuse(request, 401, 20003);
    if (request.method === 'POST' && rest === '/Messages.json') return create(parts, account, request);
    if (request.method !== 'GET') return refuse(request, 405, 20004);
    const fault = parts.faults.take(MEDIA.test(rest) ? 'media' : 'lookup');
    if (await struck(fault, request, parts)) return;
    return look(parts, account, rest, request);
  };
}

function look(parts: ApiParts, account: DoubleAccount, rest: string, request: DoubleRequest): void {
  const [, sid = '', mediaSid = ''] = MEDIA.exec(rest) ?? [];
  if (parts.book.find(account.accountSid, sid)?.media.some((file) => file.sid === mediaSid)) {
    request.response.writeHead(307, { location: `${parts.cdnUrl()}/${mediaSid}?signature=double` }).end();
    return;
  }
  const resource = resourceAt(parts.book, account, rest, request.url);
  if (resource === undefined) refuse(request, 404, 20404);
  else sendJson(request.response, 200, resource);
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
    const file = book
      .all()
      .flatMap((m) => m.media)
      .find(({ sid }) => `/${sid}` === url.pathname);
    if (headers.authorization !== undefined) return void response.writeHead(400).end('Only one auth mechanism allowed');
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file.type, 'content-length': file.bytes.length }).end(file.bytes);
  };
}

async function create(parts: ApiParts, account: DoubleAccount, request: DoubleRequest): Promise<void> {
  const form = new URLSearchParams(request.body.toString());
  const fault = parts.faults.take('create', form.get('To') ?? '');
  if (fault?.kind === 'reset' || fault?.kind === 'refuse') return void (await struck(fault, request, parts));
  const taken = parts.desk.take(account, form);
  if (!('message' in taken)) return refuse(request, taken.status, taken.code);
  const { message, early, proceed } = taken;
  const answer = messageJson(message);
  if (early) await proceed();
  if (fault?.kind === 'slow') await parts.time.wait(fault.ms, parts.work.signal);
  if (fault?.kind === 'answerLost') request.response.destroy();
  else sendJson(request.response, 201, answer);
  if (!early) void proceed();
}

/** Play a fault that ends the call. False: go on. */
async function struck(fault: ActiveFault | undefined, request: DoubleRequest, parts: ApiParts): Promise<boolean> {
  switch (fault?.kind) {
    case 'reset':
    case 'answerLost':
      request.response.destroy();
      return true;
    case 'refuse': {
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      if (fault.code !== undefined) refuse(request, fault.status, fault.code, headers);
      else request.response.writeHead(fault.status, { 'content-type': 'text/html', ...headers }).end('<html>');
      return true;
    }
    case 'slow':
      await parts.time.wait(fault.ms, parts.work.signal);
      return false;
    default:
      return false;
  }
}

function mayCall({ headers }: DoubleRequest, { accountSid, authToken, apiKeys }: DoubleAccount): boolean {
  const given = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  const [user = '', ...rest] = Buffer.from(given, 'base64').toString().split(':');
  const password = rest.join(':');
  if (user === accountSid) return password === authToken;
  return Object.hasOwn(apiKeys, user) && apiKeys[user] === password;
}

function refuse(request: DoubleRequest, status: number, code: number, headers = {}): void {
  sendJson(request.response, status, errorJson(status, code), headers);
}
