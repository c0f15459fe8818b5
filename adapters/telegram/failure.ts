import {
  type FailureReason,
  outcomeOfStatus,
  providerWords,
  reasonOfError,
  type SendOutcome,
} from 'channelwright/adapter';
import { chatAddress } from './addresses.js';
import type { Refusal } from './answer.js';
import { errorRow } from './error-table.js';

/** The reason behind a refusal. What is not in the table is explained in Telegram's words. */
export function reasonOf({ code, description, retryAfter = 0 }: Refusal): FailureReason {
  const waitMs = retryAfter * 1000;
  const row = errorRow(code, description);
  if (row !== undefined) return reasonOfError(row, code, waitMs);
  // Telegram's codes are those of HTTP.
  const { reason } = outcomeOfStatus(code);
  const detail = providerWords(description) || `HTTP ${code}`;
  return { ...reason, code: String(code), detail, ...(waitMs > 0 && { afterMs: waitMs }) };
}

/** A refusal → the outcome. */
export function outcomeOfRefusal(refusal: Refusal): SendOutcome {
  if (refusal.migrateToChatId !== undefined) return moved(refusal.migrateToChatId, refusal);
  const row = errorRow(refusal.code, refusal.description);
  return { kind: row?.reaction ?? outcomeOfStatus(refusal.code).kind, reason: reasonOf(refusal) };
}

/** The group became a supergroup and has a new number. Nothing was sent; the next attempt goes to the new one. */
function moved(chatId: number, { code }: Refusal): SendOutcome {
  const reason: FailureReason = {
    class: 'recipient-invalid',
    scope: 'peer',
    code: String(code),
    detail: 'The group has become a supergroup, under another number',
  };
  return { kind: 'retry', reason, aliases: [chatAddress(chatId)] };
}
