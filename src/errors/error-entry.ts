/** One row of the registry, and of `docs/reference/errors.md`. */
export interface ErrorEntry {
  /** What happened, without particulars. A sentence without its full stop. */
  message: string;
  /** What the reader should do. */
  remedy: string;
}
