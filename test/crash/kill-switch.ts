import { writeSync } from 'node:fs';
import type { Armed, KillPoint } from './kill-point.js';

const STDOUT = 1;

/**
 * Kills this very process with SIGKILL where it was told to: no handler runs, nothing is flushed, no socket is closed. Or stops
 * it there with SIGSTOP: it knows nothing of the time that passes.
 */
export class KillSwitch {
  #armed: Armed | undefined;
  #reached = 0;

  arm(armed: Armed | undefined): void {
    this.#armed = armed;
    this.#reached = 0;
  }

  /**
   * The process is here.
   *
   * @param what what it is about, so that the judge can look for it
   */
  reach(point: KillPoint, what = ''): void {
    if (this.#armed?.point !== point) return;
    this.#reached += 1;
    if (this.#reached < this.#armed.nth) return;
    const stands = this.#armed.how === 'stand-still';
    this.#armed = undefined;
    writeSync(STDOUT, `${JSON.stringify({ [stands ? 'stoppedAt' : 'killedAt']: point, what })}\n`);
    process.kill(process.pid, stands ? 'SIGSTOP' : 'SIGKILL');
  }
}
