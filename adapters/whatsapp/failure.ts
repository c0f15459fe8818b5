import { type FailureReason, outcomeOfStatus, providerWords, type Refusal, reasonOfError } from 'channelwright/adapter';
import { z } from 'zod';
import { BAD_PARAMETER, type ErrorRow, errorRow, NO_SUCH_OBJECT, PAIR_RATE } from './error-table.js';

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

/**
 * The reason behind a code, the same for an answer and for a status. A code that is not in the table concerns the message alone
 * and is explained in Meta's words.
 */
export function reasonOf(code: number, metaSays?: string | null): FailureReason {
  const row = errorRow(code);
  if (row !== undefined) return reasonOfError(row, code);
  const detail = metaSays ? { detail: providerWords(metaSays) } : {};
  return { class: 'unknown', scope: 'message', code: String(code), ...detail };
}

/** What a status says by itself. Only where the code does not: Meta gives 403 for reasons of many kinds. */
function outcomeByStatus(status: number): Refusal {
  const outcome = outcomeOfStatus(status);
  if (status !== 403) return outcome;
  return { kind: 'rejected', reason: { ...outcome.reason, class: 'unknown', scope: 'message' } };
}

/** An answer that is not a success → the outcome. @param attempt from 1 */
export function outcomeOfRefusal(
  status: number,
  error: GraphError | undefined,
  attempt: number,
  retryAfterMs?: number,
): Refusal {
  if (error === undefined) {
    const { kind, reason } = outcomeByStatus(status);
    return { kind, reason: { ...reason, ...(retryAfterMs !== undefined && { afterMs: retryAfterMs }) } };
  }
  const code = codeOf(error);
  const row = errorRow(code);
  const reason = reasonOf(code, error.message);
  if (row === undefined || (error.is_transient && row.reaction === 'rejected')) {
    return outcomeOfUnknown(status, error, reason);
  }
  const afterMs = Math.max(retryAfterMs ?? 0, waitOf(row, attempt));
  return { kind: reactionOf(row, attempt), reason: { ...reason, ...(afterMs > 0 && { afterMs }) } };
}

/** `is_transient` is Meta's word that it refused and that the same may go later, whatever its code says at other times. */
function outcomeOfUnknown(status: number, error: GraphError, reason: FailureReason): Refusal {
  if (error.is_transient) return { kind: 'retry', reason: { ...reason, class: 'provider-unavailable' } };
  const { kind, reason: byStatus } = outcomeByStatus(status);
  return { kind, reason: { ...byStatus, ...reason, class: byStatus.class, scope: byStatus.scope } };
}

function reactionOf({ reaction, tries }: ErrorRow, attempt: number): Refusal['kind'] {
  return tries !== undefined && attempt >= tries ? 'rejected' : reaction;
}

/** Meta suggests 4, 16, 64 … seconds between messages to a recipient who had too many. */
function waitOf({ code, afterMs = 0 }: ErrorRow, attempt: number): number {
  return code === PAIR_RATE ? 1000 * 4 ** Math.min(attempt, 4) : afterMs;
}
