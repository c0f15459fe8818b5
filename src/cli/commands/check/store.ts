import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type StoreConfig, storeName } from '../../../config/store-setting.js';
import { inspectStore } from '../../../connector/stores/inspect-store.js';
import { ChannelwrightError, isChannelwrightError } from '../../../errors/channelwright-error.js';
import type { CommandContext } from '../../command.js';
import type { Session } from '../../session.js';
import { databaseFindings } from './database.js';
import { type Finding, problemOf } from './finding.js';
import { assertKeysFit } from './missing-keys.js';

/** What was found out about the store, and whether there is anything in it that this version can read or make. */
export interface StoreFindings {
  /** The first is about whether it can be used at all. */
  findings: [Finding, ...Finding[]];
  readable: boolean;
}

export async function storeFindings({ config, store }: Session, { scheduler }: CommandContext): Promise<StoreFindings> {
  const of = storeName(config.store);
  const { readable, ...opening } = await openingFinding(config, store);
  const finding: Finding = { check: 'store', of, ...opening };
  const report = finding.state === 'failed' ? undefined : await inspectStore(config, () => scheduler.now());
  if (report === undefined || config.store.kind === 'sqlite') return { findings: [finding], readable };
  finding.detail = `PostgreSQL ${report.version}: ${finding.detail}`;
  return { findings: [finding, ...databaseFindings(report, config.store, of)], readable };
}

/** Whether it can be opened, and its rows with the encryption keys. */
async function openingFinding(
  config: Session['config'],
  kept: Session['store'],
): Promise<Pick<Finding, 'state' | 'detail' | 'remedy'> & { readable: boolean }> {
  try {
    await kept.read(async (store) => {
      await store.ping();
      await assertKeysFit(store);
    });
    return { state: 'ok', detail: 'opens, and the encryption keys fit', readable: true };
  } catch (error) {
    if (!isChannelwrightError(error) || error.code === 'CW_CONFIG_INVALID') throw error;
    if (error.code === 'CW_STORE_ABSENT') return { ...newStoreFinding(config.store), readable: true };
    if (error.code === 'CW_STORE_NOT_MIGRATED')
      return { state: 'ok', detail: EARLIER[config.store.kind], readable: false };
    return { state: 'failed', ...problemOf(error), readable: false };
  }
}

/** Of a database, the finding on its schema tells the rest. */
const EARLIER = {
  sqlite: 'can be opened; its tables are of an earlier version, which a start or `channelwright migrate` sees to',
  postgres: 'can be reached',
};

function newStoreFinding(store: StoreConfig): Pick<Finding, 'state' | 'detail' | 'remedy'> {
  return store.kind === 'sqlite' ? newFileFinding(store.path) : { state: 'ok', detail: 'can be reached' };
}

/** Whether the first start can make it: by making something beside it, since permissions alone do not tell. */
function newFileFinding(path: string): Pick<Finding, 'state' | 'detail' | 'remedy'> {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    rmdirSync(mkdtempSync(join(folder, '.channelwright-check-')));
    return { state: 'ok', detail: 'is made by the first start' };
  } catch (cause) {
    const said = `${folder} (${(cause as { code?: string }).code ?? String(cause)})`;
    return { state: 'failed', ...problemOf(new ChannelwrightError('CW_STORE_UNAVAILABLE', said, { cause })) };
  }
}
