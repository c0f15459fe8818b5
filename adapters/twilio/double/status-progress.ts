import type { Clock } from 'channelwright/adapter';
import { call } from 'channelwright/double';
import type { CallbackSender } from './callback-sender.js';
import type { MessageBook, StoredMessage } from './message-book.js';
import { type CallbackMode, type StatusStep, stepsOf } from './recipient-rule.js';

/** How one message goes on after it was taken. */
export interface Progress {
  steps: StatusStep[];
  callbacks: CallbackMode;
}

/** The usual: SMS ends delivered, WhatsApp read. */
export function progressOf(
  message: StoredMessage,
  rule: {
    statuses?: (string | { status: string; code?: number | undefined })[] | undefined;
    callbacks?: CallbackMode | undefined;
  } = {},
): Progress {
  const usual = message.to.startsWith('whatsapp:') ? ['sent', 'delivered', 'read'] : ['sent', 'delivered'];
  return {
    steps: stepsOf(rule) ?? usual.map((status) => ({ status })),
    callbacks: rule.callbacks ?? 'normal',
  };
}

const REACHED = new Set(['sent', 'delivered', 'read', 'partially_delivered']);

/** Whether the recipient gets a message that goes on so. */
export function reaches({ steps }: Progress): boolean {
  const last = steps.at(-1);
  return last !== undefined && REACHED.has(last.status);
}

/** Moves messages through their statuses and reports each by a signed callback. */
export class ProgressRunner {
  constructor(
    private readonly callbacks: CallbackSender,
    private readonly book: MessageBook,
    private readonly time: Clock,
    private readonly stepMs: number,
    private readonly signal: AbortSignal,
  ) {}

  async run(message: StoredMessage, authToken: string, { steps, callbacks: mode }: Progress): Promise<void> {
    const held: Record<string, string>[] = [];
    for (const step of steps) {
      if (this.stepMs > 0) await this.time.sleep(this.stepMs, this.signal);
      if (this.signal.aborted) return;
      this.#apply(message, step);
      const params = statusParams(message);
      if (mode === 'reversed') held.unshift(params);
      else await this.#report(message, authToken, params, mode);
    }
    for (const params of held) await this.#report(message, authToken, params, mode);
  }

  /** Fetch what `MediaUrl` points at. False: one of the files was not to be had. */
  async fetchMedia(message: StoredMessage): Promise<boolean> {
    for (const url of message.mediaUrls) {
      const answer = await call(url, { method: 'GET' }).catch(() => undefined);
      if (answer?.status !== 200) return false;
      const type = answer.headers['content-type'] ?? 'application/octet-stream';
      message.media.push({ sid: this.book.newSid('ME'), type, bytes: answer.body });
    }
    return true;
  }

  #apply(message: StoredMessage, { status, code }: StatusStep): void {
    message.status = status;
    if (code !== undefined) message.errorCode = code;
    if (REACHED.has(status) || status === 'undelivered') message.sentAtMs ??= this.time.now();
  }

  async #report(
    message: StoredMessage,
    authToken: string,
    params: Record<string, string>,
    mode: CallbackMode,
  ): Promise<void> {
    if (message.statusCallback === undefined || mode === 'never') return;
    const copies = mode === 'duplicate' ? 2 : 1;
    for (let i = 0; i < copies; i += 1) await this.callbacks.post(authToken, message.statusCallback, params);
  }
}

/** The parameters of a status callback. Source: Twilio, "Track outbound message status". */
function statusParams(message: StoredMessage): Record<string, string> {
  const whatsapp = message.to.startsWith('whatsapp:');
  return {
    AccountSid: message.accountSid,
    ApiVersion: '2010-04-01',
    MessageSid: message.sid,
    SmsSid: message.sid,
    MessageStatus: message.status,
    SmsStatus: message.status,
    From: message.from,
    To: message.to,
    ...(message.messagingServiceSid === undefined ? {} : { MessagingServiceSid: message.messagingServiceSid }),
    ...(message.errorCode === undefined
      ? {}
      : { ErrorCode: String(message.errorCode), ErrorMessage: `Error ${message.errorCode}` }),
    ...(whatsapp ? { ChannelPrefix: 'whatsapp', ChannelToAddress: message.to.slice('whatsapp:'.length) } : {}),
  };
}
