import type { Address } from '../../contract/address.js';
import type { FailureReason } from '../../contract/failure-reason.js';
import type { Logger } from '../../contract/logger.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { withinTime } from '../../policy/within-time.js';

/** Somebody waits before the page, ms. */
const PATIENCE_MS = 15_000;

/** Identifiers are none where the provider does not say, or cannot be asked. */
export type Tried = { kind: 'good'; identifiers: readonly Address[] } | { kind: 'bad'; reason: FailureReason };

/** Tries credentials at the provider, within bounded time. Never rejects. */
export async function tryCredentials(
  { adapter, name }: Pick<ChannelRuntime, 'adapter' | 'name'>,
  settings: unknown,
  { scheduler, log }: { scheduler: Scheduler; log: Logger },
): Promise<Tried> {
  if (!adapter.validateAccount) return { kind: 'good', identifiers: [] };
  const never = new AbortController().signal;
  try {
    const told = await withinTime(scheduler, PATIENCE_MS, never, async () => adapter.validateAccount?.(settings));
    if (told !== undefined && 'problem' in told) return { kind: 'bad', reason: told.problem };
    return { kind: 'good', identifiers: told?.identifiers ?? [] };
  } catch (error) {
    const late = error instanceof Error && error.message === 'timed out';
    // An adapter's error may name what it was called with.
    log.warn('credentials could not be tried', { channel: name, error: late ? 'timed out' : (error as Error)?.name });
    return { kind: 'bad', reason: { class: late ? 'timeout' : 'unknown', scope: 'account' } };
  }
}
