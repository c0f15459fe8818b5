import { type FailureReason, outcomeOfStatus, type SendOutcome } from 'channelwright/adapter';
import { chatAddress } from './addresses.js';
import type { Refusal } from './answer.js';
import { type ErrorRow, errorRow, type Reaction } from './error-table.js';

/** Telegram's sentences are short; whatever is longer is not one of them. */
const LONGEST_DETAIL = 200;

type Verdict = Pick<ErrorRow, 'reaction' | 'scope' | 'class'>;

/** What a code says by itself: Telegram's are those of HTTP. */
function verdictOf(code: number): Verdict {
  const { kind, reason } = outcomeOfStatus(code);
  return { reaction: kind, class: reason.class, scope: reason.scope };
}

/** The reason behind a refusal. What is not in the table is explained in Telegram's words. */
export function reasonOf({ code, description, retryAfter }: Refusal): FailureReason {
  return reasonBy(errorRow(code, description), { code, description, retryAfter });
}

function reasonBy(row: ErrorRow | undefined, { code, description, retryAfter }: Refusal): FailureReason {
  const { class: failure, scope } = row ?? verdictOf(code);
  return {
    class: failure,
    scope,
    code: String(code),
    detail: row?.meaning ?? (withoutQuotes(description) || `HTTP ${code}`),
    ...(retryAfter === undefined ? {} : { afterMs: retryAfter * 1000 }),
  };
}

/** A refusal → the outcome. */
export function outcomeOfRefusal(refusal: Refusal): SendOutcome {
  if (refusal.migrateToChatId !== undefined) return moved(refusal.migrateToChatId, refusal);
  const row = errorRow(refusal.code, refusal.description);
  const kind: Reaction = (row ?? verdictOf(refusal.code)).reaction;
  return { kind, reason: reasonBy(row, refusal) };
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

/** Some sentences quote what was sent, or name a user or a chat; a log and an agent get on without. */
function withoutQuotes(sentence: string): string {
  return sentence.replace(/"[^"]*"|'[^']*'|-?\d{5,}(:\S+)?/g, '…').slice(0, LONGEST_DETAIL);
}
