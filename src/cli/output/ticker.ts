import type { CommandContext } from '../command.js';

const EVERY_MS = 5_000;

/** Says every five seconds how far something is that takes long. */
export function ticker({
  scheduler,
  progress,
}: Pick<CommandContext, 'scheduler' | 'progress'>): (line: () => string) => void {
  let toldAtMs = scheduler.now();
  return (line) => {
    if (scheduler.now() - toldAtMs < EVERY_MS) return;
    toldAtMs = scheduler.now();
    progress(line());
  };
}
