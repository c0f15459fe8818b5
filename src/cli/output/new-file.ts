import { type FileHandle, open } from 'node:fs/promises';
import { ChannelwrightError } from '../../errors/channelwright-error.js';

/** Only its owner reads it: it may hold what customers wrote. */
const PRIVATE = 0o600;

/**
 * Makes a file that is not there yet, to be filled and closed by the caller.
 *
 * @param named what `--out` says, where the file is made beside it first
 * @throws ChannelwrightError `CW_USAGE` where it is there already, or cannot be made
 */
export async function makeFile(path: string, named = path): Promise<FileHandle> {
  try {
    return await open(path, 'wx', PRIVATE);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isThere = code === 'EEXIST';
    const detail = isThere ? 'is there already: name another file, or move it away' : `cannot be made (${code})`;
    throw new ChannelwrightError('CW_USAGE', `--out: ${named} ${detail}`, { cause });
  }
}
