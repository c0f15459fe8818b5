import type { Logger } from '../../../src/contract/logger.js';

/** A log that keeps nothing: what a measured process has in memory is its own. */
export class NoLog implements Logger {
  debug = (): void => undefined;
  info = (): void => undefined;
  warn = (): void => undefined;
  error = (): void => undefined;

  child(): Logger {
    return this;
  }
}
