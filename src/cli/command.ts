import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { Io } from './io.js';
import type { Report } from './report.js';

/** Under what a command runs. */
export interface CommandContext {
  /** The configuration file, as given. */
  configFile: string;
  json: boolean;
  io: Io;
  scheduler: Scheduler;
  random: Random;
  /** A line for a person who waits. */
  progress(line: string): void;
}

/** What a command does, given its arguments and options as commander parses them. */
export type Command<Args extends unknown[] = never[]> = (context: CommandContext, ...args: Args) => Promise<Report>;
