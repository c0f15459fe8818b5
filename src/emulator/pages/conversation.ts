import { fullName } from '../world/files.js';
import type { Attachment, Message, Thread } from '../world/model.js';
import { isoTime } from '../world/views.js';
import type { World } from '../world/world.js';
import { type Html, html } from './html.js';

/** Whom a conversation is with. */
export function nameOf({ contactId, messageIds }: Thread, { state }: World): string {
  const contact = state.contacts.get(contactId);
  const first = state.messages.get(messageIds[0] ?? '');
  const peer = first?.direction === 'INCOMING' ? first.senders[0] : first?.recipients[0];
  return contact?.name ?? contact?.addresses[0]?.value ?? peer?.address.value ?? 'nobody';
}

/** The messages of a thread, oldest first, with what became of them. */
export function conversation({ messageIds, status }: Thread, world: World): Html {
  const messages = messageIds.flatMap((id) => world.state.messages.get(id) ?? []);
  return html`${messages.map((message) => shown(message, world))}
${status === 'CLOSED' ? html`<p class="quiet">This conversation is closed.</p>` : undefined}`;
}

function shown({ direction, text, attachments, status, createdAtMs }: Message, world: World): Html {
  const { statusType, errorMessage } = status;
  const reason = errorMessage === undefined ? undefined : html`: ${errorMessage}`;
  return html`<div class="message ${direction}"><div class="text">${text}</div>
${attachments.map((attachment) => html`<div>(${fileOf(attachment, world)})</div>`)}
<small>${isoTime(createdAtMs).slice(11, 19)} <b class="${statusType}">${statusType}</b>${reason}</small></div>`;
}

function fileOf({ type, fileId }: Attachment, { state }: World): string {
  const file = state.files.get(String(fileId));
  return file === undefined ? type : fullName(file);
}
