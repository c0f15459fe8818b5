import winston from 'winston';
import type { Clock } from '../contract/clock.js';
import type { Logger } from '../contract/logger.js';
import { personalValues } from '../policy/personal.js';
import { BoundedLines } from './bounded-lines.js';
import { LOG_LEVELS, type LogEntry, type LogLevel } from './log-entry.js';
import { jsonLine, prettyLine } from './log-formats.js';
import type { Redactor } from './redactor.js';

export interface LogOptions {
  level: LogLevel;
  /** `auto`: pretty where the stream is a terminal, else JSON lines. */
  format: 'json' | 'pretty' | 'auto';
  redactor: Redactor;
  clock: Clock;
  /** Default: standard error, so that the output of commands stays clean. */
  stream?: NodeJS.WritableStream & { isTTY?: boolean };
  /** Lines that may wait for a slow stream. Default 10 000. */
  queueLimit?: number;
}

/** A process's log. */
export interface Log {
  logger: Logger;
  /** Lines dropped because the stream was too slow, or closed. */
  dropped(): number;
  /** Resolves when all lines are written, or when the time is up, with how many are left. */
  flush(deadlineMs: number): Promise<number>;
}

const LEVELS = Object.fromEntries(LOG_LEVELS.map((level, rank) => [level, rank])) as Record<LogLevel, number>;

/** The framework's log, over winston. Nothing reaches a line without the redactor. */
export function createLog(options: LogOptions): Log {
  const { redactor, clock, stream = process.stderr, queueLimit = 10_000 } = options;
  const line = lineFormat(options.format, stream.isTTY === true);
  const entry = (level: LogLevel, message: string, fields: Record<string, unknown>): LogEntry => {
    const known = personalValues(fields);
    return {
      time: new Date(clock.now()).toISOString(),
      level,
      message: redactor.text(message, known),
      fields: redactor.fields(fields, known),
    };
  };
  const lines = new BoundedLines(stream, queueLimit, (count) =>
    line(entry('warn', 'log lines were dropped', { count })),
  );
  const sink = winston.createLogger({
    levels: LEVELS,
    level: options.level,
    format: winston.format.printf((info) => line(info as unknown as LogEntry)),
    transports: [new winston.transports.Stream({ stream: lines, eol: '\n' })],
  });
  const write = (level: LogLevel, message: string, fields: Record<string, unknown>): void => {
    // Asked here, so that nothing is redacted only to be thrown away.
    if (LEVELS[level] <= LEVELS[options.level]) sink.log(entry(level, message, fields));
  };
  return {
    logger: loggerOver(write, {}),
    dropped: () => lines.dropped,
    flush: async (deadlineMs) => {
      const abort = new AbortController();
      await Promise.race([lines.drained(), clock.sleep(deadlineMs, abort.signal)]);
      abort.abort();
      return lines.waiting;
    },
  };
}

function lineFormat(format: LogOptions['format'], isTerminal: boolean): (entry: LogEntry) => string {
  const pretty = format === 'pretty' || (format === 'auto' && isTerminal);
  return pretty ? prettyLine : jsonLine;
}

type Write = (level: LogLevel, message: string, fields: Record<string, unknown>) => void;

function loggerOver(write: Write, bound: Record<string, unknown>): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields?: Record<string, unknown>): void =>
      write(level, message, fields === undefined ? bound : { ...bound, ...fields });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => loggerOver(write, { ...bound, ...fields }),
  };
}
