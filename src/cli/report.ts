import type { ExitCode } from './exit-code.js';

/** What a command has to say at its end, once for programs and once for people. */
export interface Report {
  /** The document of `--json`. Absent: it was written already. */
  json?: unknown;
  /** Lines, without the last line break. */
  text: string;
  /** Default: all went well. */
  exitCode?: ExitCode;
}
