/** A file that could not be opened although the host answered. Told apart by `name`, not by `instanceof`. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  constructor(
    problem: string,
    /** What the host answered, where it did. */
    readonly status?: number,
  ) {
    super(`the file could not be fetched: ${problem}`);
  }
}
