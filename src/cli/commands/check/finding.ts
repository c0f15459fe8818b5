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
export function problemOf({ message, remedy, code }: ChannelwrightError): Required<Pick<Finding, 'detail' | 'remedy'>> {
  return { detail: message, remedy: `${remedy.replace(/\.$/, '')} (${code})` };
}

/** For a person: what was found, and the remedy. */
export function saidOf({ detail, remedy }: Pick<Finding, 'detail' | 'remedy'>): string {
  return remedy === undefined ? detail : `${detail.replace(/\.$/, '')}. ${remedy}.`;
}
