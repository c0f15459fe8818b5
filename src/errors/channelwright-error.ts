import { ERRORS, type ErrorCode } from './registry.js';

/** What every error of the framework carries: a stable code, what happened, and what to do about it. */
export class ChannelwrightError extends Error {
  override readonly name = 'ChannelwrightError';
  readonly code: ErrorCode;
  readonly remedy: string;

  /** @param detail what happened here, e.g. the file and path concerned; no secret, no message text */
  constructor(code: ErrorCode, detail?: string, options?: { cause?: unknown }) {
    const entry = ERRORS[code];
    super(detail === undefined ? entry.message : `${entry.message}: ${detail}`, options);
    this.code = code;
    this.remedy = entry.remedy;
  }
}

/** Told apart by name and code, so that two copies of the package in one process understand each other. */
export function isChannelwrightError(error: unknown, code?: ErrorCode): error is ChannelwrightError {
  return (
    error instanceof Error &&
    error.name === 'ChannelwrightError' &&
    (code === undefined || (error as ChannelwrightError).code === code)
  );
}
