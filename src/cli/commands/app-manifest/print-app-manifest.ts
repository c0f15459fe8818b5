import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AppConfig, ConnectorConfig } from '../../../config/connector-config.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { CommandContext } from '../../command.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { type AppManifest, appManifest } from './app-manifest.js';
import { manifestText } from './manifest-text.js';
import { type ProjectFile, projectFiles } from './project-files.js';

export interface AppManifestOptions {
  app?: string;
  out?: string;
}

/** What to enter at HubSpot for an app, read from the configuration alone. */
export async function printAppManifest(context: CommandContext, { app, out }: AppManifestOptions): Promise<Report> {
  const config = await readConfig(context);
  const made = chosen(config, app).map((each) => {
    const manifest = appManifest(each, config);
    return { manifest, files: projectFiles(manifest) };
  });
  const json = { apps: made.map(({ manifest, files }) => ({ ...manifest, files })) };
  if (out === undefined)
    return { json, text: made.map(({ manifest, files }) => manifestText(manifest, files)).join('\n\n') };
  const [only, ...others] = made;
  if (only === undefined || others.length > 0)
    throw new ChannelwrightError('CW_USAGE', '--out is for one app: name it with --app');
  return { json, text: await written(only, out) };
}

/** @throws ChannelwrightError `CW_NOT_FOUND` */
function chosen({ apps }: ConnectorConfig, name: string | undefined): AppConfig[] {
  if (name === undefined) return Object.values(apps);
  const app = apps[name];
  if (!app) throw new ChannelwrightError('CW_NOT_FOUND', `app "${name}" in the configuration`);
  return [app];
}

async function written(made: { manifest: AppManifest; files: ProjectFile[] }, folder: string): Promise<string> {
  for (const { path, text } of made.files) await write(join(folder, path), text);
  const paths = made.files.map(({ path }) => `${join(folder, path)} is written`);
  return `${manifestText(made.manifest, [])}\n\n${paths.join('\n')}`;
}

/** Whoever has changed such a file keeps it. @throws ChannelwrightError `CW_FOLDER_UNUSABLE` */
async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const detail = code === 'EEXIST' ? `${path} is there already` : `${path} (${code ?? message})`;
    throw new ChannelwrightError('CW_FOLDER_UNUSABLE', detail, { cause });
  }
}
