import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { isNativeError } from 'node:util/types';

/**
 * Makes an empty file that only its owner may read, and the folders above it. An existing file is left as it is and is not
 * even opened: closing it here would free SQLite's locks on it in this process.
 */
export function createPrivately(path: string): void {
  const folder = dirname(path);
  makeFolder(folder);
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (isErrorCode(error, 'EEXIST')) return;
    throw error;
  }
  syncFolder(folder);
}

/** One by one: Node.js goes round for ever when it makes folders on the way to one that cannot be (as below `/proc`). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isErrorCode(error, 'EEXIST')) throw error;
  }
}

/** The new name must outlive a power cut as surely as what is written under it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function isErrorCode(error: unknown, code: string): boolean {
  return isNativeError(error) && 'code' in error && error.code === code;
}
