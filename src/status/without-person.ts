import type { FailureReason } from '../contract/failure-reason.js';
import type { Attempt } from './part.js';

/** Pure. Without the words of a provider and the name of a scope: both may tell an address. */
export function bareReason({ class: failure, scope, code, afterMs }: FailureReason): FailureReason {
  return {
    class: failure,
    scope,
    ...(code === undefined ? {} : { code }),
    ...(afterMs === undefined ? {} : { afterMs }),
  };
}

/**
 * Pure. Under which id an attempt of an erased message keeps what a provider says of an id.
 *
 * @param hidden what may stand for the id, the one for a new one first
 */
export function keptId({ ids }: Attempt, id: string, hidden: readonly string[]): string {
  const known = [id, ...hidden].find((each) => ids.some((kept) => kept.id === each));
  return known ?? hidden[0] ?? id;
}
