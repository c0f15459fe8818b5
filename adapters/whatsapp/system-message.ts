import type { ProviderEvent } from 'channelwright/adapter';
import { z } from 'zod';
import { bothAddresses, type Names, peerAddress } from './addresses.js';
import { text } from './inbound-words.js';
import { atMsOf, type WhatsAppMessage } from './message-frame.js';
import { optional } from './optional.js';

const system = z.object({
  type: optional(z.string()),
  body: optional(z.string()),
  wa_id: optional(z.string()),
  new_wa_id: optional(z.string()),
  user_id: optional(z.string()),
});

/** Source: Meta, "System messages webhook". A new number brings a new user ID with it. */
const NUMBER_CHANGES = ['user_changed_number', 'customer_changed_number'];

/** What WhatsApp says of a person. A changed number: the conversation goes on under the new one, and the agent reads why. */
export function systemEvents(account: string, message: WhatsAppMessage, before: Names): ProviderEvent[] | string {
  const { data } = system.safeParse(message['system']);
  const from = peerAddress(before);
  if (data === undefined || from === undefined) return 'a system message that says nothing';
  const changed = NUMBER_CHANGES.includes(data.type ?? '');
  const words = data.body ? `[${data.body}]` : changed ? '[Changed the number]' : undefined;
  const note: ProviderEvent[] = words
    ? [
        {
          kind: 'message',
          account,
          dedupeKey: `message:${message.id}`,
          id: message.id,
          atMs: atMsOf(message),
          conversation: from,
          from,
          content: [text(words)],
          notice: true,
        },
      ]
    : [];
  return changed ? [...numberChange(account, message.id, before, newNames(data)), ...note] : note;
}

function newNames({ new_wa_id, wa_id, user_id }: z.output<typeof system>): Names {
  return { waId: new_wa_id ?? wa_id ?? undefined, userId: user_id ?? undefined };
}

/**
 * Old names before new ones, so that the conversation stays the old one; the number to write to last, from the name before it,
 * since only a move from where messages go now is one.
 */
function numberChange(account: string, id: string, before: Names, after: Names): ProviderEvent[] {
  const [from, to] = [peerAddress(before), peerAddress(after)];
  if (!from || !to) return [];
  const old = bothAddresses(before);
  const now = bothAddresses(after);
  const steps = [...(old ? [[old.user, old.number] as const] : []), ...(now ? [[from, now.user] as const] : [])];
  return [...steps, [now?.user ?? from, to] as const].map(([of, is], index) => ({
    kind: 'alias',
    account,
    dedupeKey: `changed:${id}:${index}`,
    from: of,
    to: is,
  }));
}
