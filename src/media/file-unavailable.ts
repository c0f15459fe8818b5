import type { FailureReason } from '../contract/failure-reason.js';

/** A file of a message cannot be had: what `mediaUrl` and `openMedia` of a send context throw. Nothing has been sent. */
export class FileUnavailable extends Error {
  /** @param passing it may be there later */
  constructor(
    readonly reason: FailureReason,
    readonly passing: boolean,
  ) {
    super(`the file cannot be read: ${reason.detail ?? reason.class}`);
    this.name = 'FileUnavailable';
  }
}
