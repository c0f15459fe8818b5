import {
  type Address,
  type Conversation,
  type PlannedPart,
  retryAfterMs,
  type SendContext,
  type SendOutcome,
  transportOutcome,
} from 'channelwright/adapter';
import { z } from 'zod';
import { isGroup, numberAddress, userIdAddress } from './addresses.js';
import { graphErrorIn, outcomeOfRefusal } from './failure.js';
import type { GraphApi } from './graph-api.js';
import { messagePayload } from './message-payload.js';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from './settings.js';

const contact = z.object({ wa_id: z.string().nullish(), user_id: z.string().nullish() });
type Contact = z.output<typeof contact>;

/** Source: Meta, "Messages API". `held_for_quality_assessment` and `paused` are on Meta's side: statuses tell the rest. */
const success = z.object({
  messages: z.array(z.object({ id: z.string().min(1) })).min(1),
  contacts: z.array(contact).optional().catch(undefined),
});

/** The one call that sends. What Meta answered, or did not, as an outcome. @param nowMs for dates in `Retry-After` */
export async function sendPart(
  api: GraphApi,
  part: PlannedPart,
  ctx: SendContext<WhatsAppAccountSettings>,
  channel: WhatsAppChannelSettings,
  nowMs: number,
): Promise<SendOutcome> {
  const payload = await messagePayload(part, ctx, channel);
  if (payload === undefined) return { kind: 'rejected', reason: { class: 'content-unsupported', scope: 'message' } };
  const { account, conversation, attempt, signal } = ctx;
  try {
    const response = await api.post(`${account.settings.phoneNumberId}/messages`, payload, signal);
    const body = await response.json();
    if (response.status === 200) return outcomeOfSuccess(body, conversation);
    const afterMs = retryAfterMs(response.headers, nowMs);
    return outcomeOfRefusal(response.status, graphErrorIn(body), attempt, afterMs);
  } catch (error) {
    return transportOutcome(error);
  }
}

function outcomeOfSuccess(body: unknown, conversation: Conversation): SendOutcome {
  const { data } = success.safeParse(body);
  if (data === undefined) {
    // Something answered, but it was not Meta's API as we know it: the message may be on its way.
    const reason = { class: 'unknown', scope: 'message', detail: 'HTTP 200 without a message id' } as const;
    return { kind: 'uncertain', reason };
  }
  const aliases = newAliases(data.contacts?.[0], conversation);
  return { kind: 'accepted', ids: data.messages.map(({ id }) => id), ...(aliases.length > 0 && { aliases }) };
}

/**
 * WhatsApp may know a number by another form than the one we wrote (Mexico, Brazil, Argentina), and tells the user ID. The
 * number comes last: the last is where the next message goes.
 */
function newAliases(contact: Contact | undefined, { address, aliases }: Conversation): Address[] {
  const [number, user] = [numberAddress(contact?.wa_id ?? undefined), userIdAddress(contact?.user_id ?? undefined)];
  if (!number || isGroup(address)) return [];
  const told = user ? [user, number] : [number];
  const isKnown = (one: Address) => aliases.some(({ type, value }) => type === one.type && value === one.value);
  return told.every(isKnown) && address.value === number.value ? [] : told;
}
