import type { Clock } from 'channelwright/adapter';
import type { WebhookTry } from 'channelwright/double';
import { z } from 'zod';
import type { CallbackSender } from './callback-sender.js';
import type { DoubleAccount, DoubleNumber } from './double-options.js';
import { type MessageBook, type StoredMessage, segmentsOf } from './message-book.js';
import { messageUri } from './message-json.js';
import type { OptOuts } from './opt-outs.js';

/** What a customer sends. */
const customerMessage = z.strictObject({
  from: z.string().min(3),
  /** One of our numbers. Default: the first on the same channel. */
  to: z.string().min(3).optional(),
  text: z.string().default(''),
  /** Files, their bytes as base64. */
  media: z.array(z.strictObject({ type: z.string(), base64: z.base64() })).default([]),
  /** Further parameters of the webhook: `ProfileName`, `Latitude`, `OriginalRepliedMessageSid`, `ButtonText` … */
  fields: z.record(z.string(), z.string()).default({}),
  /** False: the webhook is lost; the message stands in the list alone. */
  notify: z.boolean().default(true),
});
export type CustomerMessage = z.input<typeof customerMessage>;

export interface WrittenMessage {
  sid: string;
  /** The webhook's last try and its answer; absent where none was sent. */
  webhook?: WebhookTry;
}

/** Plays the customers. */
export class Customers {
  constructor(
    private readonly book: MessageBook,
    private readonly callbacks: CallbackSender,
    private readonly optOuts: OptOuts,
    private readonly time: Clock,
  ) {}

  async write(
    account: DoubleAccount,
    number: DoubleNumber,
    input: CustomerMessage,
    apiUrl: string,
  ): Promise<WrittenMessage> {
    const inbound = customerMessage.parse(input);
    const message = this.#store(account, number, inbound);
    const keyword = this.optOuts.hear(number.sender, inbound.from, inbound.text);
    if (!inbound.notify || number.webhookUrl === undefined) return { sid: message.sid };
    const params = {
      ...inboundParams(message, apiUrl),
      ...(keyword !== undefined && number.advancedOptOut ? { OptOutType: keyword } : {}),
      ...inbound.fields,
    };
    return { sid: message.sid, webhook: await this.callbacks.post(account.authToken, number.webhookUrl, params) };
  }

  #store(account: DoubleAccount, number: DoubleNumber, inbound: z.output<typeof customerMessage>): StoredMessage {
    const { messagingServiceSid } = number;
    return this.book.add({
      sid: this.book.newSid(inbound.media.length > 0 ? 'MM' : 'SM'),
      accountSid: account.accountSid,
      direction: 'inbound',
      from: inbound.from,
      to: number.sender,
      body: inbound.text,
      mediaUrls: [],
      media: inbound.media.map(({ type, base64 }) => ({
        sid: this.book.newSid('ME'),
        type,
        bytes: Buffer.from(base64, 'base64'),
      })),
      status: 'received',
      createdAtMs: this.time.now(),
      sentAtMs: this.time.now(),
      ...(messagingServiceSid === undefined ? {} : { messagingServiceSid }),
    });
  }
}

/** The parameters of an inbound webhook. Source: Twilio, "Twilio's request to your webhook". */
function inboundParams(message: StoredMessage, apiUrl: string): Record<string, string> {
  const params: Record<string, string> = {
    AccountSid: message.accountSid,
    ApiVersion: '2010-04-01',
    MessageSid: message.sid,
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: 'received',
    From: message.from,
    To: message.to,
    Body: message.body,
    NumMedia: String(message.media.length),
    NumSegments: String(segmentsOf(message.body)),
  };
  if (message.messagingServiceSid !== undefined) params['MessagingServiceSid'] = message.messagingServiceSid;
  for (const [i, { sid, type }] of message.media.entries()) {
    params[`MediaUrl${i}`] = `${apiUrl}${messageUri(message)}/Media/${sid}`;
    params[`MediaContentType${i}`] = type;
  }
  return params;
}
