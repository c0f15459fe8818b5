import {
  type Address,
  type ContentItem,
  type ProviderEvent,
  parseJson,
  type RawRequest,
  type ReceivedEvent,
  unsupportedItem,
} from 'channelwright/adapter';
import { z } from 'zod';

const id = z.string().min(1).max(200);
/** Loose on purpose: providers add members without notice. */
const message = z.object({
  type: z.literal('message'),
  id,
  at: z.iso.datetime(),
  from: z.object({ id, name: z.string().optional() }),
  kind: z.string(),
  text: z.string().optional(),
  replyTo: id.optional(),
});
const receipt = z.object({
  type: z.literal('receipt'),
  id,
  at: z.iso.datetime(),
  message: z.object({ id, reference: z.string().optional() }),
  state: z.enum(['sent', 'delivered', 'read', 'failed']),
});
const event = z.discriminatedUnion('type', [message, receipt]);
const batch = z.object({ bot: z.string(), events: z.array(z.unknown()) });

type Message = z.output<typeof message>;
type Receipt = z.output<typeof receipt>;

/** The events of a genuine webhook. One that cannot be read is kept as it came, and its neighbours go on. */
export function parseWebhook({ body }: RawRequest): ReceivedEvent[] {
  const { data } = batch.safeParse(parseJson(body));
  if (data === undefined) {
    return [{ kind: 'unparsable', detail: 'not a batch of events', raw: new TextDecoder().decode(body) }];
  }
  return data.events.map((raw): ReceivedEvent => {
    const { data: read, error } = event.safeParse(raw);
    if (read?.type === 'message') return messageEvent(data.bot, read);
    if (read?.type === 'receipt') return receiptEvent(data.bot, read);
    const detail = error?.issues.map(({ path, message: said }) => `${path.join('.')}: ${said}`).join('; ') ?? '';
    return { kind: 'unparsable', account: data.bot, detail, raw: JSON.stringify(raw) };
  });
}

/** `dedupeKey` is the same for every delivery of the same fact: providers repeat themselves. */
function messageEvent(account: string, { id: messageId, at, from, replyTo, ...content }: Message): ProviderEvent {
  const peer: Address = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: from.id };
  return {
    kind: 'message',
    account,
    dedupeKey: `message:${messageId}`,
    id: messageId,
    atMs: Date.parse(at),
    conversation: peer,
    from: { ...peer, ...(from.name ? { name: from.name } : {}) },
    content: [itemOf(content)],
    ...(replyTo !== undefined && { replyTo }),
  };
}

/** What an agent cannot be shown becomes a sentence, never nothing. */
function itemOf({ kind, text }: Pick<Message, 'kind' | 'text'>): ContentItem {
  return text ? { kind: 'text', text } : unsupportedItem(`Sent something that cannot be shown here (${kind})`);
}

function receiptEvent(account: string, { message: sent, state, at }: Receipt): ProviderEvent {
  // The reference is the attempt's correlation: it finds the message even where the answer to the send was lost.
  const { id: messageId, reference } = sent;
  return {
    kind: 'receipt',
    account,
    dedupeKey: `receipt:${messageId}:${state}`,
    of: reference === undefined ? { id: messageId } : { correlation: reference, ids: [messageId] },
    state,
    ...(state === 'failed' && { reason: { class: 'unknown', scope: 'message' } as const }),
    atMs: Date.parse(at),
  };
}
