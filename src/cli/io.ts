/** What a command has of the process it runs in. Handed over, so that tests can stand in for it. */
export interface Io {
  /** What was asked for: to be read by a person or, with `--json`, by a program. */
  out(text: string): void;
  /** Progress and errors for a person. */
  err(text: string): void;
  /** Everything that standard input brings, until its end. */
  input(): Promise<string>;
  env: Readonly<Record<string, string | undefined>>;
  /** Who runs it, for the journal. */
  user: string;
  /** Calls back at each request to end (SIGINT, SIGTERM). Returns what takes that back. */
  onEnd(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}
