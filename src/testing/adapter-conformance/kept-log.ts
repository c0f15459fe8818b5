import { inspect } from 'node:util';
import type { Logger } from '../../contract/logger.js';

/** Keeps whatever is logged, as it would be written if nothing were redacted. */
export class KeptLog implements Logger {
  readonly lines: string[] = [];
  readonly debug = this.#keep;
  readonly info = this.#keep;
  readonly warn = this.#keep;
  readonly error = this.#keep;

  child(fields: Record<string, unknown>): Logger {
    this.#keep('', fields);
    return this;
  }

  get #keep() {
    return (message: string, fields?: Record<string, unknown>): void => {
      this.lines.push(`${message} ${fields === undefined ? '' : written(fields)}`);
    };
  }
}

/** Anything as text, errors with their causes and all their members. */
export function written(value: unknown): string {
  return inspect(value, { depth: 8, showHidden: true, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 10_000 });
}
