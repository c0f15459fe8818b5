export type { Behaviour, Occasion, ReceiptPlan } from './behaviour.js';
export type { MessageSend, PeerMessage, ReceivedRequest } from './message-send.js';
export { WebhookDouble, type WebhookDoubleOptions } from './webhook-double.js';
