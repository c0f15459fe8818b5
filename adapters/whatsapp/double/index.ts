export type { CustomerFile, CustomerMessage, Written } from './customers.js';
export type { WhatsAppDoubleOptions } from './double-options.js';
export { graphError } from './graph-error.js';
export type { DeliveredMessage } from './message-desk.js';
export type { PhoneRule } from './phone-rule.js';
export { WhatsAppDouble } from './whatsapp-double.js';
