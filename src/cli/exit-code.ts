/** What the command answers to a shell. `docs/reference/cli.md` lists the same; a test compares them. */
export const EXIT = {
  /** All went well. */
  ok: 0,
  /** It was tried, and failed. */
  failed: 1,
  /** The command line, the configuration or this Node.js is not as it must be. Nothing was tried. */
  usage: 2,
  /** The store is locked by another engine, cannot be opened, or is not there. */
  store: 3,
  /** The command is durable, but the running engine has not carried it out in time. */
  pending: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
