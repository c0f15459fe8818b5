import {
  type FailureReason,
  type HttpResponse,
  outcomeOfStatus,
  type PlannedPart,
  reasonOfError,
  retryAfterMs,
  type SendContext,
  type SendOutcome,
  transportOutcome,
} from 'channelwright/adapter';
import { ERRORS } from './error-table.js';
import type { MejiroApi } from './mejiro-api.js';
import { toNational } from './national-number.js';
import type { AccountSettings } from './settings.js';
import { sendAnswer } from './wire.js';

/** One part, one call. What the aggregator answered, or did not, as an outcome. */
export async function sendMessage(
  api: MejiroApi,
  part: PlannedPart,
  ctx: SendContext<AccountSettings>,
  nowMs: number,
): Promise<SendOutcome> {
  const to = toNational(ctx.conversation.address.value);
  if (to === undefined) return { kind: 'rejected', reason: { class: 'recipient-invalid', scope: 'peer' } };
  const text = part.items.map((item) => (item.kind === 'text' ? item.text : '')).join('');
  const message = { to, text, reference: ctx.correlation, long: ctx.account.settings.longMessages };
  try {
    return await outcomeOf(await api.send(message, ctx.signal), nowMs);
  } catch (error) {
    return transportOutcome(error);
  }
}

async function outcomeOf(response: HttpResponse, nowMs: number): Promise<SendOutcome> {
  const told = sendAnswer.safeParse(await response.json()).data;
  if (told?.result === 'ok') {
    const usage = { units: told.segments, price: { amount: told.charge, currency: 'JPY' } };
    return { kind: 'accepted', ids: [told.id], usage };
  }
  const row = told && ERRORS[told.code];
  if (row) return { kind: row.reaction, reason: reasonOf(told.code) };
  const { kind, reason } = outcomeOfStatus(response.status);
  const afterMs = retryAfterMs(response.headers, nowMs);
  return { kind, reason: { ...reason, ...(afterMs === undefined ? {} : { afterMs }) } };
}

/** The reason behind a code: the same for a refused call and for a report. */
export function reasonOf(code: string): FailureReason {
  const row = ERRORS[code];
  return row ? reasonOfError(row, code) : { class: 'unknown', scope: 'message', code };
}
