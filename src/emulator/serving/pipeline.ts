import { ApiError, expired, notFound, rateLimited } from '../answers/api-error.js';
import { NOT_ROUTED, type Reply } from '../answers/reply.js';
import { appCaller, type Caller, clientCaller, portalCaller, portalOf, requireScope } from '../api/authentication.js';
import type { ApiCall, Operation } from '../api/operation.js';
import type { FaultEffect } from '../faults/fault.js';
import type { FaultDials } from '../faults/fault-dials.js';
import type { LateRequests } from '../faults/late-requests.js';
import type { World } from '../world/world.js';
import type { Route } from './api-router.js';
import type { Changes } from './changes.js';
import type { RollingQuota } from './quota.js';
import type { RequestLog, SeenRequest } from './request-log.js';

/** What the caller gets: an answer, a cut connection, or silence. */
export type Outcome = { kind: 'reply'; reply: Reply } | { kind: 'reset' } | { kind: 'hang' };

export interface IncomingRequest {
  method: string;
  /** Path and query. */
  target: string;
  call: ApiCall;
  route: Route | undefined;
}

export interface PipelineParts {
  world: World;
  dials: FaultDials;
  quota: RollingQuota;
  requests: RequestLog;
  late: LateRequests;
  changes: Changes;
}

/** A call let in: by whom, and what the answer says about the quota. */
interface Admission {
  caller: Caller | undefined;
  headers: Record<string, string>;
}

/** Bodies longer than this are not kept in the log. */
const LOGGED_BODY_BYTES = 64 * 1024;

/** From request to answer: faults, authentication, quota, scopes, the operation. */
export class Pipeline {
  constructor(private readonly parts: PipelineParts) {}

  async answer(request: IncomingRequest): Promise<Outcome> {
    const { world, requests, changes, late } = this.parts;
    const seen = requests.add(this.#seen(request));
    const deciding = this.#decide(request, seen);
    changes.notify();
    const outcome = await deciding;
    seen.answeredAtMs = world.scheduler.now();
    if (outcome.kind === 'reply') {
      seen.status = outcome.reply.status;
      await late.overtakenBy(keyOf(request));
    }
    changes.notify();
    return outcome;
  }

  async #decide(request: IncomingRequest, seen: SeenRequest): Promise<Outcome> {
    const { world, dials } = this.parts;
    const target = { operation: seen.operation, portalId: seen.portalId };
    const { delayMs, effect } = dials.take(target, world.scheduler.now());
    if (effect) seen.fault = effect.kind;
    if (delayMs > 0) await world.scheduler.sleep(delayMs, world.lifetime);
    if (effect?.kind === 'reset-before') return { kind: 'reset' };
    const { route, call } = request;
    if (!route) return { kind: 'reply', reply: this.#finished(NOT_ROUTED, {}) };
    let headers: Record<string, string> = {};
    try {
      failAtTheDoor(effect, world);
      const admission = this.#admit(route.operation, call, seen);
      headers = admission.headers;
      const refusal = failInside(effect, call);
      if (refusal) return { kind: 'reply', reply: this.#finished(refusal, headers) };
      const process = (): Promise<Reply> => this.#process(route.operation, call, admission.caller);
      if (effect?.kind === 'late') return this.#postpone(request, effect, process);
      call.unanswered = effect?.kind === 'reset-after';
      const reply = await process();
      return call.unanswered ? { kind: 'reset' } : { kind: 'reply', reply: this.#finished(reply, headers) };
    } catch (error) {
      if (call.unanswered) return { kind: 'reset' };
      return { kind: 'reply', reply: this.#finished(this.#errorReply(error), headers) };
    }
  }

  #postpone(
    request: IncomingRequest,
    effect: Extract<FaultEffect, { kind: 'late' }>,
    process: () => Promise<Reply>,
  ): Outcome {
    const { late, changes } = this.parts;
    request.call.unanswered = true;
    late.hold({
      key: keyOf(request),
      afterMs: effect.ms,
      // Nobody is there to be told of a refusal.
      process: () =>
        process().then(
          () => changes.notify(),
          () => undefined,
        ),
    });
    return { kind: effect.connection };
  }

  /** @throws ApiError 400, 401, 403, 429 */
  #admit(operation: Operation, call: ApiCall, seen: SeenRequest): Admission {
    const { world, quota } = this.parts;
    if (operation.auth === 'open') return { caller: undefined, headers: {} };
    if (operation.auth === 'client') {
      const client = clientCaller(call, world);
      seen.appId = client.appId;
      requireScope(client, operation.scopes);
      return { caller: client, headers: {} };
    }
    const caller = operation.auth === 'app' ? appCaller(call, world) : portalCaller(call, world);
    seen.appId = caller.appId;
    const { allowed, remaining } = quota.take(caller.quotaKey, world.scheduler.now());
    const headers = quotaHeaders(quota, remaining);
    if (!allowed) {
      const error = rateLimited('TEN_SECONDLY_ROLLING', groupOf(caller));
      throw new ApiError(error.status, error.body, headers);
    }
    if (operation.auth === 'portal') requireScope(caller, operation.scopes);
    return { caller, headers };
  }

  async #process(operation: Operation, call: ApiCall, caller: Caller | undefined): Promise<Reply> {
    const { world } = this.parts;
    const appId = caller?.appId ?? '';
    switch (operation.auth) {
      case 'open':
        return operation.handle(call, world);
      case 'app':
      case 'client':
        return operation.handle({ ...call, appId }, world);
      case 'portal':
        return operation.handle({ ...call, appId, portalId: caller?.portalId ?? '' }, world);
    }
  }

  #errorReply(error: unknown): Reply {
    if (!(error instanceof ApiError)) throw error;
    const { status, body, headers } = error;
    return { status, headers, json: { status: 'error', ...body } };
  }

  /** Every answer has a correlation id; an error has it in its body too. */
  #finished(reply: Reply, headers: Record<string, string>): Reply {
    const correlationId = this.parts.world.random.uuid();
    const all = { 'x-hubspot-correlation-id': correlationId, ...headers, ...reply.headers };
    const isError = 'json' in reply && reply.status >= 400;
    return isError
      ? { ...reply, headers: all, json: { ...(reply.json as object), correlationId } }
      : { ...reply, headers: all };
  }

  #seen({ method, target, call, route }: IncomingRequest): SeenRequest {
    const portalId = portalOf(call, this.parts.world);
    const keep = call.body.length <= LOGGED_BODY_BYTES && isText(call);
    return {
      operation: route?.operation.name ?? 'unrouted',
      method,
      path: target.replace(/([?&]hapikey=)[^&]*/, '$1…'),
      body: keep ? new TextDecoder().decode(call.body) : '',
      atMs: call.receivedAtMs,
      ...(portalId === undefined ? {} : { portalId }),
    };
  }
}

/** @throws ApiError for the faults that come before the quota is looked at */
function failAtTheDoor(effect: FaultEffect | undefined, { scheduler }: World): void {
  if (effect?.kind === 'rate-limit') throw rateLimited(effect.policy, 'publicapi:emulated', effect.retryAfterSeconds);
  if (effect?.kind === 'token-expired') throw expired(scheduler.now(), scheduler.now());
}

function failInside(effect: FaultEffect | undefined, call: ApiCall): Reply | undefined {
  if (effect?.kind === 'not-visible') throw notFound('object', Object.values(call.params).at(-1) ?? '');
  if (effect?.kind !== 'error') return undefined;
  const { status, retryAfterSeconds, html } = effect;
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  const message = `Emulated error ${status}.`;
  return html
    ? { status, headers, html: `<html><body><h1>${message}</h1></body></html>\n` }
    : { status, headers, json: { status: 'error', message } };
}

function quotaHeaders(quota: RollingQuota, remaining: number): Record<string, string> {
  const { requests, perMs } = quota.current;
  const secondly = Math.round((requests * 1000) / perMs);
  return {
    'x-hubspot-ratelimit-max': String(requests),
    'x-hubspot-ratelimit-remaining': String(remaining),
    'x-hubspot-ratelimit-interval-milliseconds': String(perMs),
    'x-hubspot-ratelimit-secondly': String(secondly),
    'x-hubspot-ratelimit-secondly-remaining': String(Math.min(Math.max(0, secondly - 1), remaining)),
  };
}

function groupOf({ appId, portalId }: Caller): string {
  return portalId === undefined
    ? `publicapi:hapikey-api-calls-ten-secondly:${appId}`
    : `publicapi:oauth-api-calls-ten-secondly:${portalId}:${appId}`;
}

function keyOf({ method, target }: IncomingRequest): string {
  return `${method} ${target.split('?')[0]}`;
}

function isText({ headers }: ApiCall): boolean {
  return /json|urlencoded|text/.test(headers['content-type'] ?? '');
}
