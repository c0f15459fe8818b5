import { ERRORS, type ErrorCode } from '../../errors/registry.js';
import type { Audience, IngressResponse } from './ingress-request.js';

/** Seconds after which a sender that honours it comes back when it could not be taken now. */
const RETRY_AFTER_S = '5';

const STATUS: Partial<Record<ErrorCode, number>> = {
  CW_ROUTE_UNKNOWN: 404,
  CW_APP_UNKNOWN: 404,
  CW_CHANNEL_UNKNOWN: 404,
  CW_ACCOUNT_UNKNOWN: 404,
  CW_WEBHOOKS_NOT_SUPPORTED: 404,
  CW_METHOD_NOT_ALLOWED: 405,
  CW_SIGNATURE_MISSING: 401,
  CW_SIGNATURE_STALE: 401,
  CW_SIGNATURE_MISMATCH: 401,
  CW_PROVIDER_REFUSED: 401,
  CW_BODY_TOO_SLOW: 408,
  CW_BODY_TOO_LARGE: 413,
  CW_BODIES_TOO_MANY: 503,
  CW_ADAPTER_TOO_SLOW: 503,
  CW_DIRECTORY_BEHIND: 503,
  CW_STORE_UNAVAILABLE: 503,
};

/**
 * The answer that belongs to an error: its code, what it means and what to do. A provider reads them in no body but finds
 * the code in a header: some would send a body on to the customer as a reply.
 */
export function errorResponse(code: ErrorCode, audience: Audience, status = STATUS[code] ?? 500): IngressResponse {
  const headers: Record<string, string> = { 'x-channelwright-error': code };
  if (status === 503) headers['retry-after'] = RETRY_AFTER_S;
  if (status === 405) headers['allow'] = 'POST';
  if (audience === 'provider') return { status, headers, body: '' };
  headers['content-type'] = 'application/json; charset=utf-8';
  const { message, remedy } = ERRORS[code];
  return { status, headers, body: JSON.stringify({ code, message, remedy }) };
}

/** 200 with nothing in it. */
export function acknowledged(): IngressResponse {
  return { status: 200, headers: {}, body: '' };
}
