import { resolve } from 'node:path';
import type { ConnectorConfig } from '../../config/connector-config.js';
import { type PostgresStoreConfig, type StoreConfig, storeName, storeOf } from '../../config/store-setting.js';
import { copyToPostgres } from '../../connector/stores/copy-to-postgres.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { CommandContext } from '../command.js';
import { table } from '../output/table.js';
import { readConfig } from '../read-config.js';
import type { Report } from '../report.js';

export interface CopyOptions {
  from?: string;
  to?: string;
}

/** Rows between two lines for a person who waits. */
const TOLD_EVERY = 50_000;

/** Copies a SQLite store into an empty PostgreSQL database, and compares every row before the copy is used. */
export async function storeCopy(context: CommandContext, options: CopyOptions): Promise<Report> {
  const config = await readConfig(context);
  const { from, to } = { from: sourceOf(options, config), to: targetOf(options, config) };
  const { progress } = context;
  const tables = await copyToPostgres({
    from,
    to,
    keys: config.encryptionKeys,
    file: config.file,
    progress: teller(progress),
    begunBefore: () => progress('A copy that did not come to its end was there. It is gone; this one begins anew.'),
  });
  const rows = tables.reduce((sum, each) => sum + each.rows, 0);
  const text = [
    table(
      ['table', 'rows', 'digest'],
      tables.map(({ table: name, rows: count, digest }) => [name, count, digest.slice(0, 16)]),
      '',
    ),
    `${rows} rows are in ${storeName(to)} now, each the same as in ${from}.`,
    'Write the URL of the database as `store` into the configuration, and keep the file until the connector runs well. Start nothing on the file any more: it would send again what the database sends.',
  ];
  return { json: { from, to: storeName(to), rows, tables }, text: text.join('\n') };
}

function sourceOf({ from }: CopyOptions, { store }: ConnectorConfig): string {
  const given = from === undefined ? store : parsed(from);
  if (given.kind === 'sqlite') return given.path;
  throw new ChannelwrightError(
    'CW_USAGE',
    `${from === undefined ? '`store`' : '--from'} is no SQLite store: name its file by --from`,
  );
}

/** A path alone is a file, too. */
function parsed(text: string): StoreConfig {
  const isUrl = /^[a-z][a-z0-9+.-]+:/i.test(text);
  if (!isUrl) return { kind: 'sqlite', path: resolve(text) };
  const store = storeOf(text, process.cwd());
  if (store !== undefined) return store;
  throw new ChannelwrightError('CW_USAGE', 'a store is sqlite: and a path, or the URL of a PostgreSQL database');
}

/** Pool, schema and the like are those of the configuration, where it has any. */
function targetOf({ to }: CopyOptions, { store }: ConnectorConfig): PostgresStoreConfig {
  const given = to === undefined ? store : parsed(to);
  if (given.kind === 'postgres') return store.kind === 'postgres' ? { ...store, url: given.url } : given;
  throw new ChannelwrightError(
    'CW_USAGE',
    `${to === undefined ? '`store`' : '--to'} is no PostgreSQL database: name its URL by --to`,
  );
}

/** At the first page of a table, and then every so many rows. */
function teller(progress: CommandContext['progress']) {
  let told = { step: '', name: '', rows: 0 };
  return (step: 'copied' | 'compared', name: string, rows: number): void => {
    const goesOn = step === told.step && name === told.name;
    if (goesOn && rows - told.rows < TOLD_EVERY) return;
    told = { step, name, rows };
    progress(`${step} ${rows} rows of ${name}${goesOn ? '' : ' …'}`);
  };
}
