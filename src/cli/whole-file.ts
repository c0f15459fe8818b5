import { open, rename, rm } from 'node:fs/promises';
import { ChannelwrightError } from '../errors/channelwright-error.js';

/** Only its owner reads it: it may hold what customers wrote. */
const PRIVATE = 0o600;

/**
 * Writes a file that is there whole or not at all: beside its place first, and moved there once it is on the disk.
 *
 * @param name for the file until then; a random one
 * @throws ChannelwrightError `CW_USAGE` where it cannot be made
 */
export async function writeWhole(path: string, name: string, chunks: AsyncIterable<string>): Promise<void> {
  const beside = `${path}.${name}.part`;
  const file = await open(beside, 'wx', PRIVATE).catch((error: NodeJS.ErrnoException) => {
    throw new ChannelwrightError('CW_USAGE', `--out: the file cannot be made (${error.code})`);
  });
  try {
    try {
      for await (const chunk of chunks) await file.write(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
