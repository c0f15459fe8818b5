import {
  type FailureReason,
  type HttpResponse,
  parseJson,
  type Refusal,
  retryAfterMs,
  type SendOutcome,
} from 'channelwright/adapter';
import { z } from 'zod';
import { reasonOf } from './reason.js';
import { wireReason, wireUsage } from './wire-events.js';

const id = z.string().min(1).max(512);

/** What a provider says about a message it took. */
const taken = z.object({
  id: id.exactOptional(),
  ids: z.array(id).min(1).max(100).exactOptional(),
  state: z.enum(['sent', 'delivered']).exactOptional(),
  usage: wireUsage.exactOptional(),
});

const refused = z.object({ error: wireReason });

/** An answer, read whole. */
export interface Answer {
  status: number;
  /** `{}` for an empty body, `undefined` for one that is not JSON. */
  json: unknown;
  retryAfterMs: number | undefined;
}

export async function readAnswer(response: HttpResponse, nowMs: number): Promise<Answer> {
  const text = await response.text();
  const json = text.trim() === '' ? {} : parseJson(text);
  return { status: response.status, json, retryAfterMs: retryAfterMs(response.headers, nowMs) };
}

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/**
 * What an answer to `message.send` means, as `docs/reference/webhook-adapter.md` lays down.
 *
 * @param key the message's `webhook-id`, which is its id where the provider gives none
 */
export function outcomeOf(answer: Answer, key: string): SendOutcome {
  const known = isSuccess(answer) || answer.status === 409 ? taken.safeParse(answer.json).data : undefined;
  if (known === undefined) return answer.status === 409 ? { kind: 'accepted', ids: [key] } : refusalOf(answer);
  const { id, ids = [id ?? key], state, usage } = known;
  return { kind: 'accepted', ids, ...(state && { proves: state }), ...(usage && { usage }) };
}

/** What an answer means that does not say that the message was taken. */
export function refusalOf(answer: Answer): Refusal {
  const { status, retryAfterMs } = answer;
  const because = (kind: FailureReason['class'], scope: FailureReason['scope']): FailureReason => ({
    ...reasonOf(refused.safeParse(answer.json).data?.error, { class: kind, scope, code: String(status) }),
    ...(retryAfterMs !== undefined && { afterMs: retryAfterMs }),
  });
  const blocked = (kind: FailureReason['class']): Refusal => ({
    kind: 'blocked',
    reason: { ...because(kind, 'account'), scope: 'account' },
  });
  if (status === 429) return { kind: 'retry', reason: because('rate-limited', 'account') };
  if (status === 401 || status === 403) return blocked('credentials-invalid');
  if (status === 402) return blocked('balance-exhausted');
  if (status === 410 || (status >= 300 && status < 400)) return blocked('account-unavailable');
  if (status >= 400 && status < 500 && status !== 408)
    return { kind: 'rejected', reason: because('unknown', 'message') };
  return { kind: 'uncertain', reason: because('provider-unavailable', 'account') };
}
