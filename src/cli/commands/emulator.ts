import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readConfigFile } from '../../config/config-file.js';
import { type ConfigProblem, formatPath, InvalidConfigError } from '../../config/config-problem.js';
import { createEmulator, type Emulator, type Seeded, type SeedSettings } from '../../emulator/index.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { CommandContext } from '../command.js';
import type { Report } from '../report.js';
import { untilAskedToEnd } from '../until-end.js';

export interface EmulatorCommandOptions {
  host: string;
  port: number;
  seed?: string;
}

/** HubSpot on this machine, until it is asked to end. */
export async function emulator(context: CommandContext, options: EmulatorCommandOptions): Promise<Report> {
  const { scheduler, random, io } = context;
  const { host, port, seed } = options;
  const end = untilAskedToEnd(io);
  const hubspot = createEmulator({ host, port }, { scheduler, random });
  try {
    const url = await start(hubspot, options);
    const seeded = seed === undefined ? hubspot.control.seed() : await plant(hubspot, seed);
    announce(context, url, seeded);
    await end.asked;
  } finally {
    await hubspot.stop();
    end.done();
  }
  return { text: '' };
}

async function start(hubspot: Emulator, { host, port }: EmulatorCommandOptions): Promise<string> {
  try {
    return (await hubspot.start()).url;
  } catch (cause) {
    const { code, message } = cause as Error & { code?: string };
    throw new ChannelwrightError('CW_LISTEN_FAILED', `${host}:${port} (${code ?? message})`, { cause });
  }
}

/** @throws InvalidConfigError naming every place in the file that does not fit */
async function plant(hubspot: Emulator, file: string): Promise<Seeded> {
  const written = await readConfigFile(resolve(file), file, (path) => readFileSync(path, 'utf8'));
  try {
    return hubspot.control.seed(written as SeedSettings);
  } catch (error) {
    if (error instanceof z.ZodError) throw new InvalidConfigError(error.issues.map((issue) => problemOf(issue, file)));
    throw new InvalidConfigError([
      { file, path: '', problem: `cannot be seeded: ${(error as Error).message}`, remedy: SEE_EMULATOR },
    ]);
  }
}

const SEE_EMULATOR = 'See docs/reference/emulator.md, "Seeding".';

function problemOf({ path, message }: z.core.$ZodIssue, file: string): ConfigProblem {
  return { file, path: formatPath(path), problem: `does not fit: ${message}`, remedy: SEE_EMULATOR };
}

/** Its ids and secrets are there to be put into a configuration. */
function announce({ json, io }: CommandContext, url: string, seeded: Seeded): void {
  if (json) {
    io.out(`${JSON.stringify({ listening: url, seeded })}\n`);
    return;
  }
  const lines = [
    `The HubSpot emulator listens on ${url}: write it as \`apiBaseUrl\` and \`appBaseUrl\`. Its inboxes: ${url}/inbox`,
    ...seeded.apps.map(
      (app) =>
        `app ${app.appId}: clientId ${app.clientId}, clientSecret ${app.clientSecret}, developerApiKey ${app.developerApiKey}`,
    ),
    ...seeded.installs.map(
      ({ appId, portalId, accessToken, refreshToken }) =>
        `portal ${portalId} of app ${appId}: accessToken ${accessToken}, or refreshToken ${refreshToken}`,
    ),
    ...seeded.channels.map(
      ({ id, accounts }) => `channel ${id}: ${accounts.map((account) => `account ${account.id}`).join(', ')}`,
    ),
  ];
  io.out(`${lines.join('\n')}\n`);
}
