import { EXIT } from './exit-code.js';
import type { Io } from './io.js';

/**
 * Waits until the process is asked to end. Asked once more while it ends, it ends at once: what is durable stays, the rest is
 * made good at the next start.
 */
export function untilAskedToEnd(io: Io): { asked: Promise<void>; done(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let times = 0;
  const off = io.onEnd(() => {
    times += 1;
    if (times === 1) resolve();
    else io.exit(EXIT.failed);
  });
  return { asked: promise, done: off };
}
