import {
  type FailureReason,
  outcomeOfStatus,
  providerWords,
  reasonOfError,
  type SendOutcome,
} from 'channelwright/adapter';
import { errorRow } from './error-table.js';

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
  return reasonOfError(row, code);
}

/** An answer that is not a success → the outcome. */
export function outcomeOfRefusal(
  status: number,
  error: { code?: number | undefined; message?: string | undefined } | undefined,
  retryAfterMs: number | undefined,
): SendOutcome {
  const row = error?.code === undefined ? undefined : errorRow(error.code);
  const byStatus = outcomeOfStatus(status);
  const { class: failure, scope } = row ?? byStatus.reason;
  const afterMs = Math.max(retryAfterMs ?? 0, row?.afterMs ?? 0);
  const reason: FailureReason = {
    ...(error?.code === undefined ? byStatus.reason : reasonOf(error.code, error.message)),
    class: failure,
    scope,
    ...(afterMs > 0 ? { afterMs } : {}),
  };
  return { kind: row?.reaction ?? byStatus.kind, reason };
}
