import 'reflect-metadata';
import { CommanderError } from 'commander';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import { systemRandom } from '../policy/system-random.js';
import { systemScheduler } from '../policy/system-scheduler.js';
import { describeError } from './describe-error.js';
import { EXIT, type ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import { processIo } from './process-io.js';
import { createProgram } from './program.js';
import type { Report } from './report.js';

export interface MainDeps {
  io?: Io;
  scheduler?: Scheduler;
  random?: Random;
}

/**
 * Runs the command line. Never rejects.
 *
 * @param argv without the names of the program
 * @returns the exit code
 */
export async function main(argv: readonly string[], deps: MainDeps = {}): Promise<ExitCode> {
  const { io = processIo, scheduler = systemScheduler, random = systemRandom } = deps;
  let report: Report = { text: '' };
  const program = createProgram(io, async (options, command) => {
    const { config, json = false } = options;
    const progress = (line: string) => (json ? undefined : io.err(`${line}\n`));
    report = await command({ configFile: config, json, io, scheduler, random, progress });
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    return tell(io, wantsJson(argv), describeError(asUsage(error)), io.err);
  }
  return tell(io, wantsJson(argv), report, io.out);
}

/** Also where the command line could not be parsed. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}

function asUsage(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  // Commander shows the help where no command is named; what it says then is no sentence.
  const said = error.code === 'commander.help' ? 'no command is named' : error.message.replace(/^error: |\.$/g, '');
  return new ChannelwrightError('CW_USAGE', said.replaceAll('\n', ' '));
}

function tell(io: Io, json: boolean, report: Report, write: (text: string) => void): ExitCode {
  if (json) {
    if (report.json !== undefined) io.out(`${JSON.stringify(report.json, null, 2)}\n`);
  } else if (report.text !== '') write(`${report.text}\n`);
  return report.exitCode ?? EXIT.ok;
}
