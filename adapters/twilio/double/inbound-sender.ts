import { z } from 'zod';
import type { CallbackRecord, CallbackSender } from './callback-sender.js';
import type { DoubleAccount, DoubleNumber, DoubleTime } from './double-options.js';
import { type MessageBook, type StoredMessage, segmentsOf } from './message-book.js';
import { messageUri } from './message-json.js';
import type { OptOuts } from './opt-outs.js';

/** What a customer sends. */
export const inboundMessage = z.strictObject({
  from: z.string().min(3),
  /** One of our numbers. */
  to: z.string().min(3),
  body: z.string().default(''),
  /** Files, their bytes as base64. */
  media: z.array(z.strictObject({ type: z.string(), base64: z.base64() })).default([]),
  /** Further parameters of the webhook: `ProfileName`, `Latitude`, `OriginalRepliedMessageSid`, `ButtonText` … */
  fields: z.record(z.string(), z.string()).default({}),
  /** False: the webhook is lost; the message stands in the list alone. */
  notify: z.boolean().default(true),
});
export type InboundMessage = z.input<typeof inboundMessage>;

export interface InboundResult {
  sid: string;
  /** The webhook and its answer; absent where none was sent. */
  webhook?: CallbackRecord;
}

/** Plays the customers. */
export class InboundSender {
  constructor(
    private readonly book: MessageBook,
    private readonly callbacks: CallbackSender,
    private readonly optOuts: OptOuts,
    private readonly time: DoubleTime,
  ) {}

  async send(
    account: DoubleAccount,
    number: DoubleNumber,
    input: InboundMessage,
    apiUrl: string,
  ): Promise<InboundResult> {
    const inbound = inboundMessage.parse(input);
    const message = this.store(account, number, inbound);
    const keyword = this.optOuts.hear(number.sender, inbound.from, inbound.body);
    if (!inbound.notify || number.webhookUrl === undefined) return { sid: message.sid };
    const params = {
      ...inboundParams(message, apiUrl),
      ...(keyword !== undefined && number.advancedOptOut ? { OptOutType: keyword } : {}),
      ...inbound.fields,
    };
    return { sid: message.sid, webhook: await this.callbacks.post(account.authToken, number.webhookUrl, params) };
  }

  private store(account: DoubleAccount, number: DoubleNumber, inbound: z.output<typeof inboundMessage>): StoredMessage {
    const { messagingServiceSid } = number;
    return this.book.add({
      sid: this.book.newSid(inbound.media.length > 0 ? 'MM' : 'SM'),
      accountSid: account.accountSid,
      direction: 'inbound',
      from: inbound.from,
      to: number.sender,
      body: inbound.body,
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
