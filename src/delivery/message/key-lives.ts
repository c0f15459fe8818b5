import type { Capabilities } from '../../contract/capabilities.js';
import type { Part } from '../../status/part.js';

/**
 * Whether the provider still drops a repetition of this part, so that sending it again is safe. Pure.
 *
 * @param untriedMs since when its key may have been used, where no attempt is on record
 */
export function keyLives(
  idempotency: Capabilities['idempotency'] | undefined,
  { attempts }: Part,
  untriedMs: number,
  nowMs: number,
): boolean {
  const firstMs = attempts[0]?.intendedAtMs ?? untriedMs;
  return idempotency?.kind === 'key' && nowMs < firstMs + idempotency.ttlMs;
}
