import {
  type FailureClass,
  type FailureReason,
  type FailureScope,
  providerWords,
  type SendOutcome,
} from 'channelwright/adapter';
import { errorRow, type Reaction } from './error-table.js';

/**
 * The reason behind an error code, the same on both paths. A code that is not in the table is `unknown`, concerns the message
 * alone and is explained in Twilio's words.
 */
export function reasonOf(code: number, twilioSays?: string): FailureReason {
  const row = errorRow(code);
  if (row === undefined) {
    const detail = twilioSays === undefined ? {} : { detail: providerWords(twilioSays) };
    return { class: 'unknown', scope: 'message', code: String(code), ...detail };
  }
  return {
    class: row.class,
    scope: row.scope,
    code: String(code),
    detail: row.meaning,
    ...(row.afterMs === undefined ? {} : { afterMs: row.afterMs }),
  };
}

interface Refusal {
  reaction: Reaction | 'uncertain';
  class: FailureClass;
  scope: FailureScope;
}

/** What a status says by itself, where the body holds no code of the table. Only a 4xx is certainly a refusal. */
function refusalByStatus(status: number): Refusal {
  if (status === 401 || status === 403) return { reaction: 'blocked', class: 'credentials-invalid', scope: 'account' };
  if (status === 429) return { reaction: 'retry', class: 'rate-limited', scope: 'account' };
  if (status === 408) return { reaction: 'uncertain', class: 'timeout', scope: 'message' };
  if (status >= 400 && status < 500) return { reaction: 'rejected', class: 'unknown', scope: 'message' };
  return { reaction: 'uncertain', class: 'provider-unavailable', scope: 'provider' };
}

/** An answer that is not a success → the outcome. */
export function outcomeOfRefusal(
  status: number,
  error: { code?: number | undefined; message?: string | undefined } | undefined,
  retryAfterMs: number | undefined,
): SendOutcome {
  const row = error?.code === undefined ? undefined : errorRow(error.code);
  const { reaction, ...verdict } = row ?? refusalByStatus(status);
  const afterMs = Math.max(retryAfterMs ?? 0, row?.afterMs ?? 0);
  const reason: FailureReason = {
    ...(error?.code === undefined ? { detail: `HTTP ${status}` } : reasonOf(error.code, error.message)),
    class: verdict.class,
    scope: verdict.scope,
    ...(afterMs > 0 ? { afterMs } : {}),
  };
  return { kind: reaction, reason };
}
