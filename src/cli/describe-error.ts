import { configProblems, formatProblem } from '../config/config-problem.js';
import { isChannelwrightError } from '../errors/channelwright-error.js';
import { ERRORS, type ErrorCode } from '../errors/registry.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { printable } from './output/printable.js';
import type { Report } from './report.js';

const USAGE: readonly ErrorCode[] = [
  'CW_USAGE',
  'CW_NOT_CONFIRMED',
  'CW_PACKAGE_NAME_INVALID',
  'CW_FOLDER_UNUSABLE',
  'CW_CONFIG_INVALID',
  'CW_ADAPTER_NOT_FOUND',
  'CW_ADAPTER_INVALID',
  'CW_DEVELOPER_KEY_MISSING',
];

/** What is said of an error. Only one that nobody expected shows where it came from. */
export function describeError(error: unknown): Report {
  if (!isChannelwrightError(error)) return unexpected(error);
  const { code, remedy } = error;
  const problems = configProblems(error);
  // Every problem has a line of its own, and brings its own remedy.
  const message = problems.length > 0 ? ERRORS[code].message : error.message;
  // What others say, whom an error may quote, ends like a sentence as often as not.
  const text =
    problems.length > 0
      ? [`${message} (${code}):`, ...problems.map((problem) => `  ${formatProblem(problem)}`)].join('\n')
      : `${message.replace(/\.+$/, '')}. ${remedy} (${code})`;
  const json = { error: { code, message, remedy, ...(problems.length > 0 ? { problems } : {}) } };
  return { json, text: printable(text), exitCode: exitCodeOf(code) };
}

function exitCodeOf(code: ErrorCode): ExitCode {
  if (USAGE.includes(code)) return EXIT.usage;
  return code.startsWith('CW_STORE_') ? EXIT.store : EXIT.failed;
}

function unexpected(error: unknown): Report {
  const message = error instanceof Error ? error.message : String(error);
  const text = error instanceof Error && error.stack !== undefined ? error.stack : message;
  return {
    json: { error: { code: 'CW_INTERNAL', message, remedy: 'This is a bug: report it.' } },
    text: printable(`This is a bug, please report it.\n${text}`),
    exitCode: EXIT.failed,
  };
}
