export type { CustomerMessage, WrittenMessage } from './customers.js';
export type { TwilioDoubleOptions } from './double-options.js';
export type { StoredMessage } from './message-book.js';
export type { Received } from './message-desk.js';
export type { RecipientRule } from './recipient-rule.js';
export { TwilioDouble } from './twilio-double.js';
export type { TwilioFault } from './twilio-fault.js';
