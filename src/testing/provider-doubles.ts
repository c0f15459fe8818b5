/** Providers on this machine, made by their adapters: stateful, failing when told to. */
export { TwilioDouble, type TwilioDoubleOptions } from '../../adapters/twilio/double/index.js';
export { WebhookDouble, type WebhookDoubleOptions } from '../../adapters/webhook/double/index.js';
