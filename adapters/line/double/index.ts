export type { SentFile } from './content-store.js';
export type { LineDoubleOptions } from './double-options.js';
export type { WebhookEvent } from './event-desk.js';
export { type CustomerMessage, type CustomerResult, LineDouble } from './line-double.js';
export type { DeliveredMessage } from './message-desk.js';
