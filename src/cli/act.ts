import type { Command } from './command.js';

/** What commander calls for a command, which is loaded when it is called. */
export type Act = <Args extends unknown[]>(
  load: () => Promise<Command<Args>>,
) => (...given: unknown[]) => Promise<void>;
