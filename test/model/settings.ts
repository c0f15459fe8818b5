import fc from 'fast-check';
import type { Idempotency } from '../../src/contract/capabilities.js';
import type { StatusPolicy } from '../../src/directory/channels/channel-runtime.js';
import { KEY_TTL_MS } from './sim-provider.js';

/** How a channel is configured and what its provider can do, in one case. */
export interface Settings {
  /** Of the engine's own randomness. */
  seed: number;
  idempotency: Idempotency;
  canLookUp: boolean;
  onUncertain: 'fail' | 'resend';
  status: Pick<StatusPolicy, 'sentWhen' | 'confirmSent' | 'onMissingReceipt'>;
  quota: { requests: number; perMs: number };
}

export const settings: fc.Arbitrary<Settings> = fc.record({
  seed: fc.nat(),
  idempotency: fc.constantFrom<Idempotency>(
    { kind: 'none' },
    { kind: 'correlation' },
    { kind: 'key', ttlMs: KEY_TTL_MS },
  ),
  canLookUp: fc.boolean(),
  onUncertain: fc.oneof({ weight: 4, arbitrary: fc.constant('fail' as const) }, fc.constant('resend' as const)),
  status: fc.record({
    sentWhen: fc.oneof(
      { weight: 3, arbitrary: fc.constant('accepted' as const) },
      fc.constantFrom('sent' as const, 'delivered' as const),
    ),
    confirmSent: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    onMissingReceipt: fc.constantFrom('leave' as const, 'fail' as const),
  }),
  quota: fc.constantFrom({ requests: 5, perMs: 10_000 }, { requests: 110, perMs: 10_000 }),
});
