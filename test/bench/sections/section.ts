import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../measure/report.js';
import { Child } from '../processes/child.js';
import type { ConnectorSettings } from '../processes/connector.js';

/** How thorough a run is. */
export interface Effort {
  quick: boolean;
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

export async function withConnector<T>(
  work: (pair: Pair) => Promise<T>,
  more: Pick<ConnectorSettings, 'quota'> & { node?: string[] } = {},
): Promise<T> {
  const { node = [], ...settings } = more;
  return withFolder(async (folder) => {
    await using farSide = Child.start('far-side');
    const { hubspot, provider } = await farSide.ask<{ hubspot: string; provider: string }>('start');
    await using connector = Child.start('connector', { node });
    const path = join(folder, 'connector.db');
    const url = await connector.ask<string>('start', { path, hubspot, provider, ...settings });
    await farSide.ask('meet', { url });
    return await work({ connector, farSide, url, hubspot });
  });
}
