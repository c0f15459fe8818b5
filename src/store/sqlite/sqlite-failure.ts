import { isNativeError } from 'node:util/types';
import { ChannelwrightError, isChannelwrightError } from '../../errors/channelwright-error.js';
import { ERRORS } from '../../errors/registry.js';
import type { Failure } from './protocol.js';

/**
 * Primary result codes after which nothing was written and a later try may work: PERM, BUSY, LOCKED, NOMEM, READONLY,
 * INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL. Source: https://www.sqlite.org/rescode.html
 */
const PASSING = new Set([3, 5, 6, 7, 8, 9, 10, 13, 14, 15]);

/** CORRUPT and NOTADB. */
const DAMAGED = new Set([11, 26]);

const PRIMARY = 0xff;

/** SQLite's primary result code, if the error is one of its own. */
export function sqliteCode(error: unknown): number | undefined {
  if (!isNativeError(error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & PRIMARY;
}

/** What the caller is told. SQLite's messages name tables and columns, never values. */
export function toFailure(error: unknown): Failure {
  const detail = isNativeError(error) ? error.message : String(error);
  if (isChannelwrightError(error)) return { code: error.code, detail: detailOf(error) };
  const code = sqliteCode(error);
  if (code !== undefined && PASSING.has(code)) return { code: 'CW_STORE_UNAVAILABLE', detail };
  if (code !== undefined && DAMAGED.has(code)) return { code: 'CW_STORE_DAMAGED', detail };
  if (isSystemError(error)) return { code: 'CW_STORE_UNAVAILABLE', detail };
  return { code: 'CW_STORE_ROW_INVALID', detail };
}

/** Whatever `work` throws, as the caller is told of it. */
export function told<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const { code, detail } = toFailure(cause);
    throw new ChannelwrightError(code, detail, { cause });
  }
}

/** The error is made anew on the other side, which adds the sentence of its code again. */
function detailOf({ code, message }: ChannelwrightError): string {
  return message.slice(ERRORS[code].message.length + ': '.length);
}

function isSystemError(error: unknown): boolean {
  return isNativeError(error) && 'syscall' in error;
}
