import type { FailureReason, ProviderEvent, ReceiptEvent, ReceiptState } from 'channelwright/adapter';
import { z } from 'zod';
import { reasonOf } from './failure.js';
import { aliasEvents } from './inbound-message.js';
import { optional } from './optional.js';
import type { Change } from './webhook-body.js';

/** Source: Meta, "Status messages webhook". */
const status = z.object({
  id: z.string().min(1),
  status: z.string().min(1),
  timestamp: z.coerce.number().catch(Number.NaN),
  recipient_type: optional(z.string()),
  recipient_id: optional(z.string()),
  recipient_user_id: optional(z.string()),
  recipient_participant_id: optional(z.string()),
  recipient_participant_user_id: optional(z.string()),
  biz_opaque_callback_data: optional(z.string()),
  pricing: optional(z.object({ billable: optional(z.boolean()) })),
  errors: optional(z.array(z.object({ code: z.number(), title: optional(z.string()), message: optional(z.string()) }))),
});
type Status = z.output<typeof status>;

const STATES: Readonly<Record<string, ReceiptState>> = {
  accepted: 'accepted',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  /** Of a voice message, after `read`. */
  played: 'read',
  failed: 'failed',
};

/** Of things that change nothing about how far a message got. */
const IGNORED = ['deleted', 'warning', 'pending'];

/** What the framework gives as a reference; whatever else is echoed is somebody else's. */
const OUR_REFERENCE = /^[\w-]{1,40}$/;

/** A report on what we sent; a sentence where it cannot be read. */
export function statusEvents(piece: unknown, { account }: Change): ProviderEvent[] | string {
  const { data } = status.safeParse(piece);
  if (data === undefined) return 'a status without id or state';
  if (IGNORED.includes(data.status)) return [];
  const state = Object.hasOwn(STATES, data.status) ? STATES[data.status] : undefined;
  if (state === undefined) return `unknown status "${data.status.slice(0, 30)}"`;
  const isOurs = OUR_REFERENCE.test(data.biz_opaque_callback_data ?? '');
  const participant = participantOf(data);
  // A group has the message even if one member does not.
  if (participant !== undefined && state === 'failed') return [];
  const receipt: ProviderEvent = {
    kind: 'receipt',
    account,
    dedupeKey: ['status', data.id, data.status, data.timestamp, participant]
      .filter((one) => one !== undefined)
      .join(':'),
    of: isOurs ? { correlation: data.biz_opaque_callback_data!, ids: [data.id] } : { id: data.id },
    state,
    atMs: data.timestamp * 1000,
    ...(state === 'failed' && { reason: failureReason(data) }),
    ...usageOf(data),
  };
  return isOurs && data.recipient_type !== 'group'
    ? [...aliasEvents(account, recipientNames(data)), receipt]
    : [receipt];
}

function recipientNames({ recipient_id, recipient_user_id }: Status) {
  return { waId: recipient_id ?? undefined, userId: recipient_user_id ?? undefined };
}

function participantOf({ recipient_participant_id, recipient_participant_user_id }: Status): string | undefined {
  return recipient_participant_id ?? recipient_participant_user_id ?? undefined;
}

function failureReason({ errors }: Status): FailureReason {
  const [error] = errors ?? [];
  if (error === undefined) return { class: 'unknown', scope: 'message', detail: 'Meta gives no reason' };
  return reasonOf(error.code, error.title ?? error.message);
}

/** One message, where Meta charges for it. What it costs is not said. */
function usageOf({ pricing }: Status): Pick<ReceiptEvent, 'usage'> {
  return pricing?.billable == null ? {} : { usage: { units: pricing.billable ? 1 : 0 } };
}
