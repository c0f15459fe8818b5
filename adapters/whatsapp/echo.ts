import type { ProviderEvent } from 'channelwright/adapter';
import { groupAddress, numberAddress, peerAddress } from './addresses.js';
import { contentOf, reactionIn } from './inbound-content.js';
import { aliasEvents, changeEvents, typeName } from './inbound-message.js';
import { text } from './inbound-words.js';
import { atMsOf, message, type People, type WhatsAppMessage } from './message-frame.js';
import type { Change } from './webhook-body.js';

/**
 * What somebody wrote in the WhatsApp Business app on the same number. Source: Meta, "smb_message_echoes". What we sent by the
 * API does not come back here; would it, the framework knows it by its id.
 */
export function echoEvents(piece: unknown, { account, ourNumber }: Change, people: People): ProviderEvent[] | string {
  const { data } = message.safeParse(piece);
  if (data === undefined) return 'an echo without id or type';
  const contact = people(data.to, data.to_user_id);
  const names = {
    waId: data.to ?? contact?.wa_id ?? undefined,
    userId: data.to_user_id ?? contact?.user_id ?? data.to_parent_user_id ?? contact?.parent_user_id ?? undefined,
  };
  const peer = data.group_id ? groupAddress(data.group_id) : peerAddress(names);
  const us = numberAddress(data.from ?? undefined) ?? numberAddress(ourNumber?.replace(/\D/g, ''));
  if (peer === undefined || us === undefined) return `an echo of type ${typeName(data)} to nobody`;
  if (data.type === 'edit' || data.type === 'revoke') return changeEvents(account, data, us) ?? [];
  const content = data.type === 'reaction' ? reactionInWords(data) : contentOf(data);
  if (content === undefined) return `an echo of type ${typeName(data)} that cannot be read`;
  const replyTo = data.context?.id ?? reactionIn(data)?.of;
  const echo: ProviderEvent = {
    kind: 'echo',
    account,
    dedupeKey: `echo:${data.id}`,
    id: data.id,
    atMs: atMsOf(data),
    conversation: peer,
    from: us,
    content,
    ...(replyTo && { replyTo }),
  };
  return data.group_id ? [echo] : [...aliasEvents(account, names), echo];
}

/** A reaction of ours: the contract's reactions are the peer's. */
function reactionInWords(data: WhatsAppMessage) {
  const reaction = reactionIn(data);
  return reaction && [text(reaction.emoji ? `[Reacted with ${reaction.emoji}]` : '[The reaction was removed]')];
}
