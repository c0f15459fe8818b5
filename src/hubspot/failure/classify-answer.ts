import { type ErrorBody, errorBody } from '../schemas/error-body.js';
import { withoutNulls } from '../schemas/without-nulls.js';
import type { HubSpotFailure, HubSpotFailureKind, RetryAdvice } from './hubspot-failure.js';
import { lockedForMs, migratingForMs, rateLimitedForMs } from './rate-limit.js';
import { redact } from './redact.js';

/** An answer that is not what was asked for. */
export interface RefusingAnswer {
  status: number;
  headers: Record<string, string>;
  /** As it came: JSON, HTML of a proxy, or nothing. */
  text: string;
}

interface Verdict {
  kind: HubSpotFailureKind;
  retry: RetryAdvice;
  retryAfterMs?: number;
}

/**
 * What an answer other than a success means. Survives bodies that are not JSON and bodies that lack any member.
 *
 * @param credentials what must not appear in the message
 */
export function classifyAnswer(answer: RefusingAnswer, nowMs: number, credentials: readonly string[]): HubSpotFailure {
  const json = parseJson(answer.text);
  const body = errorBody.parse(isObject(json) ? withoutNulls(json) : {});
  const category = body.category ?? body.errorType ?? tokenEndpointCode(body);
  const correlationId = body.correlationId ?? answer.headers['x-hubspot-correlation-id'];
  const scopes = requiredScopes(body);
  const existingId = answer.status === 409 || answer.status === 400 ? namedId(json, body) : undefined;
  return {
    ...verdictOf(answer, body, nowMs),
    status: answer.status,
    message: redact(messageOf(answer, body), credentials),
    ...(category === undefined ? {} : { category }),
    ...(body.subCategory === undefined ? {} : { subCategory: body.subCategory }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(body.policyName === undefined ? {} : { policyName: body.policyName }),
    ...(scopes.length === 0 ? {} : { requiredScopes: scopes }),
    ...(existingId === undefined ? {} : { existingId }),
    ...(answer.status === 404 && isHtml(answer) ? { unrouted: true as const } : {}),
  };
}

function verdictOf({ status, headers }: RefusingAnswer, body: ErrorBody, nowMs: number): Verdict {
  switch (status) {
    case 401:
      return { kind: 'unauthenticated', retry: 'never' };
    case 403:
      return { kind: 'forbidden', retry: 'never' };
    case 404:
      return { kind: 'not-found', retry: 'never' };
    case 409:
      return { kind: 'conflict', retry: 'never' };
    case 423:
      return { kind: 'locked', retry: 'later', retryAfterMs: lockedForMs(headers, nowMs) };
    case 429:
      return { kind: 'rate-limited', retry: 'later', retryAfterMs: rateLimitedForMs(headers, body, nowMs) };
    case 477:
      return { kind: 'migrating', retry: 'park', retryAfterMs: migratingForMs(headers, nowMs) };
    case 408:
    case 425:
      return { kind: 'server', retry: 'later' };
    case 525:
    case 526:
      // TLS between HubSpot's edge and HubSpot: the documentation does not count them among what passes.
      return { kind: 'server', retry: 'never' };
  }
  if (status >= 500) return { kind: 'server', retry: 'later' };
  return status >= 400 ? { kind: 'validation', retry: 'never' } : { kind: 'unreadable', retry: 'never' };
}

function messageOf({ status, text }: RefusingAnswer, body: ErrorBody): string {
  const message = body.message ?? body.error_description ?? body.errors?.[0]?.message;
  if (message !== undefined) return message;
  return text.trim() === '' ? `HubSpot answered ${status}` : `HubSpot answered ${status} without a readable error`;
}

function tokenEndpointCode(body: ErrorBody): string | undefined {
  return body.status !== undefined && body.status !== 'error' ? body.status : body.error;
}

function requiredScopes(body: ErrorBody): string[] {
  const contexts = [body.context, ...(body.errors ?? []).map((error) => error.context)];
  const scopes = contexts.flatMap((context) => [
    ...(context?.['requiredScopes'] ?? []),
    ...(context?.['requiredGranularScopes'] ?? []),
  ]);
  return [...new Set(scopes)];
}

/** How a repeated publication is answered is not documented, so an id is looked for where one could be. */
function namedId(json: unknown, body: ErrorBody): string | undefined {
  const own = isObject(json) ? (json['id'] ?? json['messageId']) : undefined;
  if (typeof own === 'string' || typeof own === 'number') return String(own);
  const context = body.context;
  return (context?.['messageId'] ?? context?.['existingMessageId'] ?? context?.['id'])?.[0];
}

function isHtml({ headers, text }: RefusingAnswer): boolean {
  return (headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
