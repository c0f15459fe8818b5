import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Scheduler } from '../policy/scheduler.js';
import type { Ingress } from './create-ingress.js';
import type { BodyShare } from './http/body-budget.js';
import { BODY_TIMES, type BodyRead, type BodyTimes, joined } from './http/body-read.js';
import { type ClientAddress, clientAddress } from './http/client-address.js';
import type { IngressResponse, RequestHead } from './http/ingress-request.js';

export interface NodeHandlerOptions {
  scheduler: Scheduler;
  /** Default: what is connected by a public address is what has called. */
  client?: ClientAddress;
  times?: Partial<BodyTimes>;
}

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The ingress as a listener of `node:http`, also for Express and its like, where it must come before any body parser:
 * signatures are over the bytes as they came.
 */
export function nodeHandler(
  ingress: Ingress,
  { scheduler, client = clientAddress([]), times }: NodeHandlerOptions,
): NodeHandler {
  const limits = { ...BODY_TIMES, ...times };
  return (request, response) => {
    void serve(ingress, headOf(request, client), request, response, scheduler, limits);
  };
}

function headOf(request: IncomingMessage, clientOf: ClientAddress): RequestHead {
  const headers = plainHeaders(request.headers);
  const client = clientOf(request.socket.remoteAddress, headers['x-forwarded-for']);
  const { method = 'GET' } = request;
  return { method, url: calledUrl(request), headers, ...(client === undefined ? {} : { client }) };
}

async function serve(
  ingress: Ingress,
  head: RequestHead,
  request: IncomingMessage,
  response: ServerResponse,
  scheduler: Scheduler,
  times: BodyTimes,
): Promise<void> {
  const route = ingress.route(head.method, head.url);
  const handle = (body: Uint8Array) => route.handle({ ...head, body });
  if (route.maxBodyBytes === 0) {
    const early = await handle(joined([]));
    const whole = request.complete || early.stream !== undefined;
    return whole ? answer(response, early) : answerEarly(request, response, early, scheduler, times);
  }
  const share = ingress.bodies.share();
  try {
    const read = await readBody(request, { maxBytes: route.maxBodyBytes, share }, scheduler, times);
    if (read.kind === 'gone') return;
    if (read.kind === 'read') return answer(response, await handle(read.body));
    return answerEarly(request, response, ingress.giveUp(route, head, read.kind), scheduler, times);
  } finally {
    share.end();
  }
}

/** Express cuts the path under which it is mounted off `url` and keeps the whole as `originalUrl`. */
function calledUrl(request: IncomingMessage & { originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? '/';
}

function readBody(
  request: IncomingMessage,
  { maxBytes, share }: { maxBytes: number; share: BodyShare },
  scheduler: Scheduler,
  { bodyMs }: BodyTimes,
): Promise<BodyRead> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const end = (read: BodyRead) => {
      cancelTimer();
      request.off('data', take).off('end', complete).off('error', gone).off('close', gone);
      resolve(read);
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) end({ kind: 'too-large' });
      else if (!share.take(chunk.length)) end({ kind: 'no-room' });
      else chunks.push(chunk);
    };
    const complete = () => end({ kind: 'read', body: joined(chunks) });
    const gone = () => end({ kind: 'gone' });
    const cancelTimer = scheduler.at(scheduler.now() + bodyMs, () => end({ kind: 'too-slow' }));
    request.on('data', take).on('end', complete).on('error', gone).on('close', gone);
  });
}

function answer(response: ServerResponse, { status, headers, body, stream }: IngressResponse): void {
  if (stream) {
    response.writeHead(status, headers);
    void pump(stream, response);
    return;
  }
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** As fast as the other side reads. Whoever is told a length and gets less sees that the answer broke off. */
async function pump(stream: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = stream.getReader();
  const gone = () => void reader.cancel().catch(ignore);
  if (response.destroyed) return gone();
  response.once('close', gone).on('error', ignore);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return void response.end();
      if (!response.write(value)) await drained(response);
    }
  } catch {
    response.destroy();
  }
}

/** Also where the other side has left: then there is nothing to wait for. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const on = () => {
      response.off('drain', on).off('close', on);
      resolve();
    };
    response.on('drain', on).on('close', on);
  });
}

/**
 * Answers while the body is still being sent. What comes is thrown away for a moment: closing at once would reset the
 * connection, and the sender would not see the answer. Then the connection goes.
 */
function answerEarly(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: IngressResponse,
  scheduler: Scheduler,
  { lingerMs }: BodyTimes,
): void {
  response.writeHead(status, { ...headers, connection: 'close', 'content-length': Buffer.byteLength(body) });
  response.flushHeaders();
  response.write(body);
  const finish = () => {
    cancel();
    response.end();
    request.destroy();
  };
  const cancel = scheduler.at(scheduler.now() + lingerMs, finish);
  request.on('error', ignore).once('end', finish).once('close', finish);
  request.resume();
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) plain[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
}

function ignore(): void {}
