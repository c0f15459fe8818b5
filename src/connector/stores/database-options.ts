import { readFile } from 'node:fs/promises';
import { InvalidConfigError } from '../../config/config-problem.js';
import type { PostgresStoreConfig } from '../../config/store-setting.js';
import type { DatabaseOptions } from '../../store/postgres/open-sql.js';

/** How a configured database is reached. @throws InvalidConfigError where the certificates cannot be read */
export async function databaseOptions(store: PostgresStoreConfig, file: string): Promise<DatabaseOptions> {
  const { url, poolSize, statementTimeoutMs, preparedStatements, tls } = store;
  const options = { url, poolSize, statementTimeoutMs, preparedStatements };
  if (tls === undefined) return options;
  const { caFile, rejectUnauthorized } = tls;
  const ca = caFile === undefined ? {} : { ca: await certificates(caFile, file) };
  return { ...options, tls: { rejectUnauthorized, ...ca } };
}

async function certificates(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    const problem = `cannot be read${typeof code === 'string' ? ` (${code})` : ''}`;
    const remedy = 'Put the file there, or make it readable for this user.';
    throw new InvalidConfigError([{ file, path: 'store.tls.ca', problem, remedy }], { cause });
  }
}
