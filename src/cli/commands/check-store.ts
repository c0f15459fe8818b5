import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type StoreConfig, storeName } from '../../config/store-setting.js';
import { ChannelwrightError, isChannelwrightError } from '../../errors/channelwright-error.js';
import type { Session } from '../session.js';
import { withStore } from '../with-store.js';
import { detailOf, type Finding } from './finding.js';

/** Opening it also shows whether the encryption keys are those it was written with. */
export async function storeFinding({ config }: Session): Promise<Finding> {
  const finding = { check: 'store', of: storeName(config.store) };
  try {
    await withStore(config, (store) => store.ping());
    return { ...finding, state: 'ok', detail: 'opens, and the encryption keys fit' };
  } catch (error) {
    if (!isChannelwrightError(error)) throw error;
    if (error.code !== 'CW_STORE_ABSENT') return { ...finding, state: 'failed', detail: detailOf(error) };
    return { ...finding, ...newStoreFinding(config.store) };
  }
}

function newStoreFinding(store: StoreConfig): Pick<Finding, 'state' | 'detail'> {
  if (store.kind === 'sqlite') return newFileFinding(store.path);
  if (store.migrate) return { state: 'ok', detail: 'can be reached; its tables are made by the first start' };
  return { state: 'failed', detail: 'has no tables yet, and a start makes none: run `channelwright migrate`' };
}

/** Whether the first start can make it: by making something beside it, since permissions alone do not tell. */
function newFileFinding(path: string): Pick<Finding, 'state' | 'detail'> {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    rmdirSync(mkdtempSync(join(folder, '.channelwright-check-')));
    return { state: 'ok', detail: 'is made by the first start' };
  } catch (cause) {
    const said = `${folder} (${(cause as { code?: string }).code ?? String(cause)})`;
    return { state: 'failed', detail: detailOf(new ChannelwrightError('CW_STORE_UNAVAILABLE', said, { cause })) };
  }
}
