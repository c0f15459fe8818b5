/** Providers on this machine, made by their adapters: stateful, failing when told to. */
export { LineDouble, type LineDoubleOptions } from '../../adapters/line/double/index.js';
export { TelegramDouble, type TelegramDoubleOptions } from '../../adapters/telegram/double/index.js';
export { TwilioDouble, type TwilioDoubleOptions } from '../../adapters/twilio/double/index.js';
export { WebhookDouble, type WebhookDoubleOptions } from '../../adapters/webhook/double/index.js';
export { WhatsAppDouble, type WhatsAppDoubleOptions } from '../../adapters/whatsapp/double/index.js';
