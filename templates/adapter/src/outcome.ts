import {
  clip,
  type FailureClass,
  type FailureScope,
  type HttpResponse,
  outcomeOfStatus,
  type Refusal,
  retryAfterMs,
  type SendOutcome,
} from 'channelwright/adapter';
import { z } from 'zod';

const taken = z.object({ id: z.string().min(1) });
const refused = z.object({ code: z.string() });

interface Meaning {
  kind: Refusal['kind'];
  class: FailureClass;
  scope: FailureScope;
}

/**
 * What Acme Chat's codes mean. `scope` says what else is true: a `blocked` account sends nothing more until somebody mends it.
 *
 * Replace these by the codes of your provider's documentation: they are what agents and operators meet every day.
 */
const CODES: Readonly<Record<string, Meaning>> = {
  unknown_recipient: { kind: 'rejected', class: 'recipient-invalid', scope: 'peer' },
  recipient_blocked_us: { kind: 'rejected', class: 'recipient-blocked', scope: 'peer' },
  text_too_long: { kind: 'rejected', class: 'content-too-long', scope: 'message' },
  balance_exhausted: { kind: 'blocked', class: 'balance-exhausted', scope: 'account' },
};

/** What an answer to a send means. */
export async function outcomeOf(response: HttpResponse, nowMs: number): Promise<SendOutcome> {
  const body = await response.json();
  const { data } = taken.safeParse(body);
  if (isSuccess(response) && data !== undefined) return { kind: 'accepted', ids: [data.id] };
  return refusalOf(response, body, nowMs);
}

/** Why an answer is none that was hoped for: by its code where it is known, else by its status. */
export function refusalOf({ status, headers }: HttpResponse, body: unknown, nowMs: number): Refusal {
  const said = refused.safeParse(body).data;
  const known = said !== undefined && Object.hasOwn(CODES, said.code) ? CODES[said.code] : undefined;
  // A code is believed only where the status says as well that nothing was sent.
  const byStatus = outcomeOfStatus(status);
  const { kind, ...meaning } = known !== undefined && byStatus.kind !== 'uncertain' ? known : { kind: byStatus.kind };
  const afterMs = retryAfterMs(headers, nowMs);
  const code = said === undefined ? {} : { code: clip(said.code, 40) };
  const reason = { ...byStatus.reason, ...meaning, ...code, ...(afterMs !== undefined && { afterMs }) };
  return { kind, reason };
}

export function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}
