import type { Scheduler } from '../policy/scheduler.js';
import { BODY_TIMES, type BodyRead, type BodyTimes, joined } from './body-read.js';
import type { Ingress } from './create-ingress.js';
import type { IngressResponse, IngressRoute } from './ingress-request.js';

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
    const read = await readBody(request, route, scheduler, bodyMs);
    switch (read.kind) {
      case 'read':
        return respond(
          await route.handle({ method, url, headers: Object.fromEntries(request.headers), body: read.body }),
        );
      case 'too-large':
        return respond(ingress.giveUp(route, 'CW_BODY_TOO_LARGE'));
      default:
        return respond(ingress.giveUp(route, 'CW_BODY_TOO_SLOW'));
    }
  };
}

async function readBody(
  request: Request,
  { maxBodyBytes }: IngressRoute,
  scheduler: Scheduler,
  bodyMs: number,
): Promise<BodyRead> {
  const { body } = request;
  if (!body || maxBodyBytes === 0) return { kind: 'read', body: joined([]) };
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) {
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
      if (bytes > maxBodyBytes) {
        await reader.cancel().catch(ignore);
        return { kind: 'too-large' };
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
  return new Response(stream ?? (body === '' ? null : body), { status, headers });
}

function ignore(): void {}
