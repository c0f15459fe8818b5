import { randomBytes } from 'node:crypto';

export interface StoredMedia {
  sid: string;
  type: string;
  bytes: Uint8Array;
}

/** Sent through the Content API. */
export interface SentTemplate {
  contentSid: string;
  /** By the number of the gap. */
  variables: Record<string, string>;
}

/** A message as the double keeps it. */
export interface StoredMessage {
  sid: string;
  accountSid: string;
  direction: 'outbound-api' | 'inbound';
  from: string;
  to: string;
  body: string;
  messagingServiceSid?: string;
  /** Of outbound messages: what Twilio was given. */
  mediaUrls: string[];
  /** Of inbound messages the files; of outbound ones what was fetched from `mediaUrls`. */
  media: StoredMedia[];
  persistentAction?: string;
  template?: SentTemplate;
  statusCallback?: string;
  status: string;
  errorCode?: number;
  createdAtMs: number;
  sentAtMs?: number;
}

/** All messages, in the order in which they were taken. */
export class MessageBook {
  readonly #messages: StoredMessage[] = [];
  #count = 0;
  /** Makes the ids of two doubles, and of two runs, different. */
  readonly #run = randomBytes(8).toString('hex');

  newSid(prefix: 'SM' | 'MM' | 'ME'): string {
    this.#count += 1;
    return prefix + this.#run + this.#count.toString(16).padStart(16, '0');
  }

  add(message: StoredMessage): StoredMessage {
    this.#messages.push(message);
    return message;
  }

  find(accountSid: string, sid: string): StoredMessage | undefined {
    return this.#messages.find((m) => m.accountSid === accountSid && m.sid === sid);
  }

  of(accountSid: string): StoredMessage[] {
    return this.#messages.filter((m) => m.accountSid === accountSid);
  }

  all(): readonly StoredMessage[] {
    return this.#messages;
  }

  clear(): void {
    this.#messages.length = 0;
  }
}

/** 160 septets or 70 units in one segment, 153 or 67 in each of several. Good enough for a double: no extension table. */
export function segmentsOf(body: string): number {
  const [one, many] = /^[\x20-\x7e\n\r£¥èéùìòÇØøÅåÆæßÉÄÖÑÜ§äöñüà]*$/.test(body) ? [160, 153] : [70, 67];
  return body.length <= one ? 1 : Math.ceil(body.length / many);
}
