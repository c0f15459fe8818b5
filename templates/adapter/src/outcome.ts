import {
  clip,
  type FailureClass,
  type FailureReason,
  type FailureScope,
  type HttpResponse,
  retryAfterMs,
  type SendOutcome,
} from 'channelwright/adapter';
import { z } from 'zod';

const taken = z.object({ id: z.string().min(1) });
const refused = z.object({ code: z.string(), message: z.string().optional() });

interface Refusal {
  kind: 'rejected' | 'retry' | 'blocked' | 'uncertain';
  class: FailureClass;
  scope: FailureScope;
}

/**
 * What Acme Chat's codes mean. `scope` says what else is true: a `blocked` account sends nothing more until somebody mends it.
 *
 * Replace these by the codes of your provider's documentation: they are what agents and operators meet every day.
 */
const CODES: Readonly<Record<string, Refusal>> = {
  unknown_recipient: { kind: 'rejected', class: 'recipient-invalid', scope: 'peer' },
  recipient_blocked_us: { kind: 'rejected', class: 'recipient-blocked', scope: 'peer' },
  text_too_long: { kind: 'rejected', class: 'content-too-long', scope: 'message' },
  balance_exhausted: { kind: 'blocked', class: 'balance-exhausted', scope: 'account' },
};

/** What the status says by itself. A 5xx is no refusal: the message may have gone out before the server failed. */
function byStatus(status: number): Refusal {
  if (status === 401 || status === 403) return { kind: 'blocked', class: 'credentials-invalid', scope: 'account' };
  if (status === 429) return { kind: 'retry', class: 'rate-limited', scope: 'account' };
  if (status === 408) return { kind: 'uncertain', class: 'timeout', scope: 'message' };
  if (status >= 400 && status < 500) return { kind: 'rejected', class: 'unknown', scope: 'message' };
  return { kind: 'uncertain', class: 'provider-unavailable', scope: 'provider' };
}

/** What an answer to a send means. */
export async function outcomeOf(response: HttpResponse, nowMs: number): Promise<SendOutcome> {
  const body = await response.json();
  const { data } = taken.safeParse(body);
  if (isSuccess(response) && data !== undefined) return { kind: 'accepted', ids: [data.id] };
  return refusalOf(response, body, nowMs);
}

/** Why an answer is none that was hoped for. */
export function refusalOf(
  { status, headers }: HttpResponse,
  body: unknown,
  nowMs: number,
): { kind: Refusal['kind']; reason: FailureReason } {
  const said = refused.safeParse(body).data;
  const known = said !== undefined && Object.hasOwn(CODES, said.code) ? CODES[said.code] : undefined;
  // A code is believed only where the status says as well that nothing was sent.
  const { kind, ...reason } = (status >= 400 && status < 500 ? known : undefined) ?? byStatus(status);
  const afterMs = retryAfterMs(headers, nowMs);
  return {
    kind,
    reason: {
      ...reason,
      code: clip(said?.code ?? String(status), 40),
      ...(afterMs !== undefined && { afterMs }),
    },
  };
}

export function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}
