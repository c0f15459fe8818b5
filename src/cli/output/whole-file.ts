import { rename, rm } from 'node:fs/promises';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { makeFile } from './new-file.js';

/**
 * Writes a file that is there whole or not at all: beside its place first, and moved there once it is on the disk.
 *
 * @param name for the file until then; a random one
 * @throws ChannelwrightError `CW_USAGE` where it cannot be made
 */
export async function writeWhole(path: string, name: string, chunks: AsyncIterable<string>): Promise<void> {
  const beside = `${path}.${name}.part`;
  const file = await makeFile(beside, path);
  try {
    try {
      for await (const chunk of chunks) await file.write(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await moveTo(path, beside);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Where a folder is in the way, nothing is. */
async function moveTo(path: string, beside: string): Promise<void> {
  await rename(beside, path).catch((cause: NodeJS.ErrnoException) => {
    throw new ChannelwrightError('CW_USAGE', `--out: ${path} cannot be replaced (${cause.code})`, { cause });
  });
}
