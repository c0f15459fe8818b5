import type { ErrorCode } from '../errors/registry.js';

export type WebhookSide = 'hubspot' | 'provider';

/**
 * What is counted of everything that comes in. `name` is the app or the channel; it is absent where none of that name is
 * configured, so that a stranger cannot make labels.
 */
export interface IngressCounters {
  /** One event entered the inbox, or was there already. */
  stored(side: WebhookSide, name: string, kind: string, outcome: 'appended' | 'duplicate'): void;
  /** A request was answered with an error. */
  refused(side: WebhookSide, code: ErrorCode, name?: string): void;
  /** A genuine webhook, socket or pull brought an event of an account it does not speak for. */
  foreignEvent(channel: string): void;
}

export const INGRESS_COUNTERS = Symbol.for('channelwright.IngressCounters');
