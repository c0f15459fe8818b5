import type { AttemptRef } from '../../contract/send-context.js';
import type { Bench } from './bench.js';
import { CANARY_TEXT, CORRELATION, IDEMPOTENCY_KEY } from './send-try.js';

/** The attempt that the kit makes, as `wasSent` and `pullReceipts` are asked for it. */
export function attemptRef({ subject, clock }: Bench, ids: string[]): AttemptRef {
  return {
    correlation: CORRELATION,
    idempotencyKey: IDEMPOTENCY_KEY,
    ids,
    to: subject.peer,
    atMs: clock.now() - 20_000,
    text: CANARY_TEXT,
  };
}
