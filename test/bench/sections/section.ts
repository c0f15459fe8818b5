import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../measure/report.js';
import { Child } from '../processes/child.js';
import type { ConnectorSettings } from '../traffic/configuration.js';

/** How thorough a run is. */
export interface Effort {
  quick: boolean;
  /** How many messages great tasks are about. */
  size?: number;
}

export type Section = (effort: Effort) => Promise<Report>;

/** A folder that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'channelwright-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A connector in one process, and in another one all that it talks to. */
export interface Pair {
  connector: Child;
  farSide: Child;
  url: string;
  hubspot: string;
}

type Settings = Pick<ConnectorSettings, 'quota'>;

export async function withConnector<T>(work: (pair: Pair) => Promise<T>, settings: Settings = {}): Promise<T> {
  return withFolder((folder) => withConnectorOn(sqliteIn(folder), work, settings));
}

/** The URL of a store in this folder. */
export function sqliteIn(folder: string): string {
  return `sqlite:${join(folder, 'connector.db')}`;
}

/** On a store that may be there already. */
export async function withConnectorOn<T>(
  store: string,
  work: (pair: Pair) => Promise<T>,
  settings: Settings = {},
): Promise<T> {
  await using farSide = Child.start('far-side');
  const { hubspot, provider } = await farSide.ask<{ hubspot: string; provider: string }>('start');
  await using connector = Child.start('connector', { node: ['--expose-gc'] });
  const url = await connector.ask<string>('start', { store, hubspot, provider, ...settings });
  await farSide.ask('meet', { url });
  const result = await work({ connector, farSide, url, hubspot });
  await connector.ask('stop');
  return result;
}
