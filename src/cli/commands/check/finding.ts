import type { ChannelwrightError } from '../../../errors/channelwright-error.js';

/** What one check has found. `warning`: the connector starts all the same, and does less. */
export interface Finding {
  check: string;
  /** What was looked at. */
  of: string;
  state: 'ok' | 'warning' | 'failed';
  detail: string;
  /** What to do about it, where that is not in the detail. */
  remedy?: string;
}

/** What went wrong, and what to do about it. */
export function detailOf({ message, remedy, code }: ChannelwrightError): string {
  return `${message}. ${remedy} (${code})`;
}
