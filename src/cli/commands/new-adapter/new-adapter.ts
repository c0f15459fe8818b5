import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { CommandContext } from '../../command.js';
import type { Report } from '../../report.js';
import { adapterNames } from './adapter-names.js';
import { packageFiles } from './package-files.js';

export interface NewAdapterOptions {
  dir?: string;
}

/** Makes the package of an adapter that passes its tests as it is, for its author to change. Overwrites nothing. */
export async function newAdapter(_: CommandContext, name: string, options: NewAdapterOptions): Promise<Report> {
  const names = adapterNames(name);
  const { packageName, adapter } = names;
  const folder = options.dir ?? adapter;
  const files = packageFiles(names);
  await emptyFolder(folder);
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  const text = [
    `${packageName} is in ${folder}: ${files.length} files.`,
    `Next: cd ${folder} && npm install && npm test`,
    'Its README.md says what to change, and in which order.',
  ].join('\n');
  return { json: { package: packageName, adapter, folder, files: files.map(({ path }) => path) }, text };
}

/** Makes the folder where it is not there. @throws ChannelwrightError `CW_FOLDER_UNUSABLE` */
async function emptyFolder(folder: string): Promise<void> {
  let inside: string[];
  try {
    await mkdir(folder, { recursive: true });
    inside = await readdir(folder);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ChannelwrightError('CW_FOLDER_UNUSABLE', `${folder} (${code ?? message})`, { cause });
  }
  // A repository that was just begun counts as empty.
  const others = inside.filter((entry) => entry !== '.git');
  if (others.length > 0) throw new ChannelwrightError('CW_FOLDER_UNUSABLE', `${folder} is not empty`);
}
