import type { Scheduler } from '../../../policy/scheduler.js';
import type { Finding } from '../check/finding.js';

/** One thing that is looked at. It changes nothing. */
export interface Examination {
  check: string;
  of: string;
  examine(signal: AbortSignal): Promise<Finding[]>;
}

/** Examinations under way at once. */
const AT_ONCE = 8;
/** How long one may take, ms. */
export const LONGEST_MS = 20_000;

/** All of them, a few at once, in their order. None takes longer than its time, and none that throws keeps others from speaking. */
export async function examineAll(examinations: readonly Examination[], scheduler: Scheduler): Promise<Finding[]> {
  const found: Finding[][] = [];
  const waiting = [...examinations.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) found[next[0]] = await inTime(next[1], scheduler);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.flat();
}

async function inTime({ check, of, examine }: Examination, scheduler: Scheduler): Promise<Finding[]> {
  const over = new AbortController();
  const late = new Promise<Finding[]>((resolve) => {
    const cancel = scheduler.at(scheduler.now() + LONGEST_MS, () => {
      over.abort();
      resolve([{ check, of, state: 'warning', detail: `no answer within ${LONGEST_MS / 1_000} s`, remedy: AGAIN }]);
    });
    over.signal.addEventListener('abort', cancel, { once: true });
  });
  const failed = (error: unknown): Finding[] => [{ check, of, state: 'failed', detail: String(error), remedy: AGAIN }];
  const findings = await Promise.race([examine(over.signal).catch(failed), late]);
  over.abort();
  return findings;
}

const AGAIN = 'See whether what it asks can be reached from here, and run it again';
