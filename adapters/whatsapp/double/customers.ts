import type { Clock } from 'channelwright/adapter';
import type { CustomerText, WebhookTry } from 'channelwright/double';
import type { Line } from './double-options.js';
import type { MediaShelf } from './media-shelf.js';
import type { MessageDesk } from './message-desk.js';
import { contactOf, named, type People, type Person } from './people.js';
import type { Webhooks } from './webhooks.js';

/** What came of a customer's message: its id, and the last try to tell of it. */
export interface Written {
  id: string;
  webhook: WebhookTry | undefined;
}

/** Any message a customer may send: members as the webhook has them. */
export interface CustomerMessage {
  /** Digits. */
  from: string;
  /** A phone number id; default: the first. */
  to?: string;
  type: string;
  [member: string]: unknown;
}

export interface CustomerFile {
  from: string;
  to?: string;
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  type: string;
  bytes: Uint8Array;
  caption?: string;
  filename?: string;
  voice?: boolean;
}

export interface CustomersParts {
  line(phoneNumberId: string | undefined): Line;
  people: People;
  shelf: MediaShelf;
  desk: MessageDesk;
  webhooks: Webhooks;
  time: Clock;
}

/** Plays the customers, and the phone with the WhatsApp Business app on our number. */
export class Customers {
  #count = 0;

  constructor(private readonly parts: CustomersParts) {}

  write({ from, to, text }: CustomerText): Promise<Written> {
    return this.send({ from, type: 'text', text: { body: text }, ...(to !== undefined && { to }) });
  }

  async send({ from, to, ...content }: CustomerMessage): Promise<Written> {
    const { people, desk } = this.parts;
    const line = this.parts.line(to);
    const person = people.byNumber(from);
    desk.heard(line, person);
    const message = { ...named(person, 'from', 'from_user_id'), ...this.#stamp('in'), ...content };
    return this.#tell(line, 'messages', { contacts: [contactOf(person)], messages: [message] }, message.id);
  }

  sendFile({ from, to, kind, type, bytes, caption, filename, voice }: CustomerFile): Promise<Written> {
    const { phoneNumberId } = this.parts.line(to);
    const { id } = this.parts.shelf.add({ type, bytes, phoneNumberId });
    const said = { ...(caption !== undefined && { caption }), ...(filename !== undefined && { filename }) };
    const file = { id, mime_type: type, sha256: 'double', ...said, ...(voice !== undefined && { voice }) };
    return this.send({ from, type: kind, [kind]: file, to: phoneNumberId });
  }

  /** Somebody writes to a customer from the phone. */
  echo({ to, from, text }: { to: string; from?: string; text: string }): Promise<Written> {
    const line = this.parts.line(from);
    const person = this.parts.people.byNumber(to);
    const stamp = this.#stamp('echo');
    const echo = {
      from: line.number,
      ...named(person, 'to', 'to_user_id'),
      ...stamp,
      type: 'text',
      text: { body: text },
    };
    return this.#tell(line, 'smb_message_echoes', { message_echoes: [echo] }, stamp.id);
  }

  /** A customer has a new number. */
  moved(to: string | undefined, { before, after }: { before: Person; after: Person }): Promise<Written> {
    const line = this.parts.line(to);
    const stamp = this.#stamp('system');
    const system = {
      type: 'user_changed_number',
      body: `User ${before.name} changed from ${before.waId} to ${after.waId}`,
      ...named(after, 'wa_id', 'user_id'),
    };
    const message = { ...named(before, 'from', 'from_user_id'), ...stamp, type: 'system', system };
    return this.#tell(line, 'messages', { contacts: [contactOf(before)], messages: [message] }, stamp.id);
  }

  async #tell(line: Line, field: string, value: Record<string, unknown>, id: string): Promise<Written> {
    return { id, webhook: await this.parts.webhooks.tell({ line, field, value }) };
  }

  #stamp(what: string): { id: string; timestamp: string } {
    this.#count += 1;
    return { id: `wamid.${what}-${this.#count}`, timestamp: String(Math.floor(this.parts.time.now() / 1000)) };
  }
}
