export type { CallbackRecord } from './callback-sender.js';
export type { DoubleTime, TwilioDoubleOptions } from './double-options.js';
export type { DoubleFault } from './fault-queue.js';
export type { InboundMessage, InboundResult } from './inbound-sender.js';
export type { StoredMessage } from './message-book.js';
export type { Received } from './message-desk.js';
export type { RecipientRule } from './recipient-rule.js';
export { TwilioDouble } from './twilio-double.js';
