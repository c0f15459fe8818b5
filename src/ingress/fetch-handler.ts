import type { Scheduler } from '../policy/scheduler.js';
import type { Ingress } from './create-ingress.js';
import type { BodyShare } from './http/body-budget.js';
import { BODY_TIMES, type BodyRead, type BodyTimes, joined } from './http/body-read.js';
import type { IngressResponse } from './http/ingress-request.js';

export interface FetchHandlerOptions {
  scheduler: Scheduler;
  times?: Partial<Pick<BodyTimes, 'bodyMs'>>;
}

export type FetchHandler = (request: Request) => Promise<Response>;

/** The ingress for hosts that speak `Request` and `Response`. */
export function fetchHandler(ingress: Ingress, { scheduler, times }: FetchHandlerOptions): FetchHandler {
  const { bodyMs } = { ...BODY_TIMES, ...times };
  return async (request) => {
    const { method, url } = request;
    const route = ingress.route(method, url);
    const share = ingress.bodies.share();
    try {
      const read = await readBody(request, { maxBytes: route.maxBodyBytes, share }, scheduler, bodyMs);
      const head = { method, url, headers: Object.fromEntries(request.headers) };
      if (read.kind === 'gone') return respond(ingress.giveUp(route, head, 'too-slow'));
      if (read.kind !== 'read') return respond(ingress.giveUp(route, head, read.kind));
      return respond(await route.handle({ ...head, body: read.body }));
    } finally {
      share.end();
    }
  };
}

async function readBody(
  request: Request,
  { maxBytes, share }: { maxBytes: number; share: BodyShare },
  scheduler: Scheduler,
  bodyMs: number,
): Promise<BodyRead> {
  const { body } = request;
  if (!body || maxBytes === 0) return { kind: 'read', body: joined([]) };
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) {
    await body.cancel().catch(ignore);
    return { kind: 'too-large' };
  }
  const reader = body.getReader();
  let late = false;
  const cancelTimer = scheduler.at(scheduler.now() + bodyMs, () => {
    late = true;
    void reader.cancel().catch(ignore);
  });
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (late) return { kind: 'too-slow' };
      if (done) return { kind: 'read', body: joined(chunks) };
      bytes += value.length;
      const tooLarge = bytes > maxBytes;
      if (tooLarge || !share.take(value.length)) {
        await reader.cancel().catch(ignore);
        return { kind: tooLarge ? 'too-large' : 'no-room' };
      }
      chunks.push(value);
    }
  } catch {
    return { kind: 'gone' };
  } finally {
    cancelTimer();
  }
}

function respond({ status, headers, body, stream }: IngressResponse): Response {
  // 204, 205 and 304 must not have a body, not even an empty one.
  return new Response(stream ?? (body === '' ? null : body), { status, headers: listed(headers) });
}

function listed(headers: IngressResponse['headers']): [name: string, value: string][] {
  return Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
}

function ignore(): void {}
