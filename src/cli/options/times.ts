import { parseDuration } from '../../config/duration.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';

/**
 * A time as a person writes it, ms since the epoch: a duration before now, or a date with or without a time.
 *
 * @param what who asked for it, e.g. `--since`
 * @throws ChannelwrightError `CW_USAGE`
 */
export function timeOf(what: string, text: string, nowMs: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return nowMs - ago;
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new ChannelwrightError(
    'CW_USAGE',
    `${what} ${text}: write a duration such as 2h, or a date such as 2026-05-04`,
  );
}

/** A month of the calendar, in UTC: from its first moment on, before that of the next. */
export function monthOf(what: string, text: string): { fromMs: number; untilMs: number } {
  const [, year, month] = /^(\d{4})-(\d\d)$/.exec(text) ?? [];
  const number = Number(month);
  if (year === undefined || number < 1 || number > 12) {
    throw new ChannelwrightError('CW_USAGE', `${what} ${text}: write a year and a month, such as 2026-05`);
  }
  return { fromMs: Date.UTC(Number(year), number - 1), untilMs: Date.UTC(Number(year), number) };
}
