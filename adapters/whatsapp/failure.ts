import {
  clip,
  type FailureClass,
  type FailureReason,
  type FailureScope,
  type SendOutcome,
} from 'channelwright/adapter';
import { z } from 'zod';
import { BAD_PARAMETER, type ErrorRow, errorRow, NO_SUCH_OBJECT, PAIR_RATE, type Reaction } from './error-table.js';

/** Source: Meta, "Graph API error handling". Loose: Meta adds members without notice. */
const errorBody = z.object({
  error: z.object({
    code: z.number().int(),
    error_subcode: z.number().nullish().catch(undefined),
    message: z.string().nullish().catch(undefined),
    is_transient: z.boolean().nullish().catch(undefined),
  }),
});
export type GraphError = z.output<typeof errorBody>['error'];

/** The error in an answer; undefined where it is not one of Meta's. */
export function graphErrorIn(body: unknown): GraphError | undefined {
  return errorBody.safeParse(body).data?.error;
}

/** The codes of one kind of mistake: with this subcode Meta means that the object does not exist. */
export function codeOf({ code, error_subcode }: GraphError): number {
  return code === BAD_PARAMETER && error_subcode === NO_SUCH_OBJECT ? NO_SUCH_OBJECT : code;
}

/** Numbers, tokens and ids are long; what is left of one of Meta's sentences can be shown to an operator. */
function withoutNames(sentence: string): string {
  return clip(sentence.replace(/\d{5,}/g, '…').replace(/\S{24,}/g, '…'), 160);
}

/**
 * The reason behind a code, the same for an answer and for a status. A code that is not in the table concerns the message alone
 * and is explained in Meta's words.
 */
export function reasonOf(code: number, metaSays?: string | null): FailureReason {
  const row = errorRow(code);
  if (row !== undefined) {
    const { class: failure, scope, meaning, afterMs } = row;
    return { class: failure, scope, code: String(code), detail: meaning, ...(afterMs !== undefined && { afterMs }) };
  }
  const detail = metaSays ? { detail: withoutNames(metaSays) } : {};
  return { class: 'unknown', scope: 'message', code: String(code), ...detail };
}

interface Verdict {
  reaction: Reaction | 'uncertain';
  class: FailureClass;
  scope: FailureScope;
}

/** What a status says by itself. Only where the code does not: Meta gives one code with several. Only a 4xx is a refusal. */
function verdictByStatus(status: number): Verdict {
  if (status === 401) return { reaction: 'blocked', class: 'credentials-invalid', scope: 'account' };
  if (status === 429) return { reaction: 'retry', class: 'rate-limited', scope: 'account' };
  if (status === 408) return { reaction: 'uncertain', class: 'timeout', scope: 'message' };
  if (status >= 400 && status < 500) return { reaction: 'rejected', class: 'unknown', scope: 'message' };
  return { reaction: 'uncertain', class: 'provider-unavailable', scope: 'provider' };
}

/** An answer that is not a success → the outcome. @param attempt from 1 */
export function outcomeOfRefusal(
  status: number,
  error: GraphError | undefined,
  attempt: number,
  retryAfterMs?: number,
): SendOutcome {
  if (error === undefined) {
    const { reaction, ...verdict } = verdictByStatus(status);
    const afterMs = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
    return { kind: reaction, reason: { ...verdict, detail: `HTTP ${status}`, ...afterMs } };
  }
  const code = codeOf(error);
  const row = errorRow(code);
  const reason = reasonOf(code, error.message);
  if (row === undefined || (error.is_transient && row.reaction === 'rejected')) {
    return outcomeByStatus(status, error, reason);
  }
  const afterMs = Math.max(retryAfterMs ?? 0, waitOf(row, attempt));
  return { kind: reactionOf(row, attempt), reason: { ...reason, ...(afterMs > 0 && { afterMs }) } };
}

/** `is_transient` is Meta's word that it refused and that the same may go later, whatever its code says at other times. */
function outcomeByStatus(status: number, error: GraphError, reason: FailureReason): SendOutcome {
  if (error.is_transient) return { kind: 'retry', reason: { ...reason, class: 'provider-unavailable' } };
  const { reaction, ...verdict } = verdictByStatus(status);
  return { kind: reaction, reason: { ...reason, ...verdict } };
}

function reactionOf({ reaction, tries }: ErrorRow, attempt: number): Reaction {
  return tries !== undefined && attempt >= tries ? 'rejected' : reaction;
}

/** Meta suggests 4, 16, 64 … seconds between messages to a recipient who had too many. */
function waitOf({ code, afterMs = 0 }: ErrorRow, attempt: number): number {
  return code === PAIR_RATE ? 1000 * 4 ** Math.min(attempt, 4) : afterMs;
}
