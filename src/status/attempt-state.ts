import type { Attempt, Progress } from './part.js';
import { advance, reaches } from './transition.js';

/** What is certain by the outcome of the call alone. */
const OUTCOME_PROVES: Record<NonNullable<Attempt['outcome']>, Progress> = {
  accepted: 'accepted',
  rejected: 'failed',
  retry: 'pending',
  blocked: 'pending',
  uncertain: 'pending',
};

/**
 * How far one call has come: failed if any of its ids failed, else as far as its weakest id. What is known of the attempt
 * as a whole is true for each of its ids. While the call is under way more ids may turn up, so those that receipts have
 * taught prove no more than that the provider has it.
 */
export function attemptState(attempt: Attempt): Progress {
  const { outcome, progress, ids } = attempt;
  const whole = outcome ? advance(progress, OUTCOME_PROVES[outcome]) : progress;
  let weakest: Progress | undefined;
  for (const id of ids) {
    const state = advance(whole, id.progress);
    if (state === 'failed') return 'failed';
    if (weakest === undefined || reaches(weakest, state)) weakest = state;
  }
  if (weakest === undefined) return whole;
  return outcome || !reaches(weakest, 'accepted') ? weakest : advance(whole, 'accepted');
}

/** Whether a watermark receipt may still move the attempt: the provider has it, and it is neither failed nor read. */
export function awaitsWatermark(attempt: Attempt): boolean {
  const state = attemptState(attempt);
  return state === 'accepted' || state === 'sent' || state === 'delivered';
}
