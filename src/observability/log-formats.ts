import { styleText } from 'node:util';
import type { LogEntry, LogLevel } from './log-entry.js';

/** One JSON object a line. */
export function jsonLine(entry: LogEntry): string {
  const { time, level, message, fields } = entry;
  return JSON.stringify({ time, level, message, ...renamed(fields) });
}

/** A field that would take the place of one of ours keeps its value under a name with an underscore. */
function renamed(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [OURS.includes(name) ? `${name}_` : name, value]),
  );
}

const OURS = ['time', 'level', 'message'];

const COLOURS = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const satisfies Record<
  LogLevel,
  string
>;

/** For a person at a terminal: time of day, level, message, fields; stacks below. */
export function prettyLine({ time, level, message, fields }: LogEntry): string {
  const stacks: string[] = [];
  const said = Object.entries(fields).map(([name, value]) => `${styleText('dim', `${name}=`)}${shown(value, stacks)}`);
  const head = [styleText('dim', time.slice(11, 23)), styleText(COLOURS[level], level.padEnd(5)), harmless(message)];
  return [[...head, ...said].join(' '), ...stacks.map((stack) => styleText('dim', stack))].join('\n');
}

function shown(value: unknown, stacks: string[]): string {
  if (typeof value === 'string') return /^[\w.:/@+-]+$/.test(value) ? value : harmless(JSON.stringify(value));
  const { stack, message } = (value ?? {}) as { stack?: unknown; message?: unknown };
  if (typeof stack !== 'string') return harmless(String(JSON.stringify(value)));
  stacks.push(stack.split('\n').map(harmless).join('\n'));
  return harmless(JSON.stringify(message ?? ''));
}

/** What came from outside must not begin a line of its own or speak to the terminal. */
function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/[\x7f-\x9f]/g, '?'),
  );
}
