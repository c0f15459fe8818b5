import type { ConnectorConfig } from '../../config/connector-config.js';
import type { DatabaseReport } from '../../store/postgres/inspect-database.js';
import { databaseOptions } from './database-options.js';

export type { DatabaseReport } from '../../store/postgres/inspect-database.js';

/**
 * Asks the database of a store about itself; `undefined`: the store is a file.
 *
 * @throws ChannelwrightError `CW_STORE_*`
 */
export async function inspectStore(
  { store, file }: Pick<ConnectorConfig, 'store' | 'file'>,
  now: () => number,
): Promise<DatabaseReport | undefined> {
  if (store.kind === 'sqlite') return undefined;
  const { inspectDatabase } = await import('../../store/postgres/inspect-database.js');
  return inspectDatabase({ ...(await databaseOptions(store, file)), schema: store.schema }, now);
}
