import type { ConnectorConfig } from '../../config/connector-config.js';
import { prepareParts } from '../../connector/prepare-parts.js';
import type { OpenStore } from '../../connector/stores/open-store.js';
import { type ReencryptedStore, reencryptStore } from '../../connector/stores/reencrypt-store.js';
import { KEPT_SECRETS, type KeptSecretRow, type SecretsCommand } from '../../directory/people/kept-secret.js';
import { Tombstones } from '../../directory/people/tombstones.js';
import { commandEvent, SECRETS_COMMAND } from '../../outbox/command-event.js';
import type { CommandContext } from '../command.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { table } from '../output/table.js';
import { readConfig } from '../read-config.js';
import type { Report } from '../report.js';
import { readRows } from '../rows/read-rows.js';
import { withStore } from '../rows/with-store.js';
import { sendCommands } from '../sending/send-commands.js';

export interface ReencryptCommandOptions {
  check?: boolean;
}

/** Rows between two lines for a person who waits. */
const TOLD_EVERY = 10_000;

const NOT_KEPT =
  'Everything is under the first key. Opt-outs of people who were erased need the others: run the command without --check.';
const NOT_ON_RECORD = 'The running engine has not carried it out in time: run the command again. No key can go yet.';

/** Seals everything anew under the first encryption key, so that the others can be dropped. */
export async function secretsReencrypt(
  context: CommandContext,
  { check = false }: ReencryptCommandOptions,
): Promise<Report> {
  const config = await readConfig(context);
  const progress = teller(context, check);
  const kept = new Tombstones(config.encryptionKeys).toKeep();
  const reencrypt = (store: OpenStore) => {
    const keep = (key: string) => (check ? areKept(kept.slice(1), store) : putOnRecord(kept, key, config, context));
    return reencryptStore(store, { check, progress, keep });
  };
  const report = await withStore(config, reencrypt, check ? 'reader' : 'client');
  return { json: { check, ...report }, text: textOf(report, check), exitCode: exitCodeOf(report, check) };
}

function exitCodeOf({ left, isOver }: ReencryptedStore, check: boolean): ExitCode {
  if (isOver) return EXIT.ok;
  return check || left.length > 0 ? EXIT.failed : EXIT.pending;
}

/** Of the key that stays, nothing need be kept. */
async function areKept(rows: readonly KeptSecretRow[], store: OpenStore): Promise<boolean> {
  if (rows.length === 0) return true;
  const found = await readRows<KeptSecretRow>(store, { table: KEPT_SECRETS.name, keys: rows.map(({ key }) => key) });
  return found.length === rows.length;
}

function textOf({ key, resealed, left, isOver }: ReencryptedStore, check: boolean): string {
  const done = check ? [] : [`${resealed} rows were sealed anew.`];
  if (isOver) {
    return [...done, `Everything is under the first key (${key}). The others can go from \`encryptionKeys\`.`].join(
      '\n',
    );
  }
  if (left.length === 0) return [...done, check ? NOT_KEPT : NOT_ON_RECORD].join('\n');
  const rows = left.map((each) => [each.table, each.key, each.rows]);
  const next = check
    ? 'Not under the first key yet: run the command without --check.'
    : 'These are left: run the command again. What stays then was written with a key that is not configured, or is damaged.';
  return [...done, table(['table', 'key', 'rows'], rows, ''), next].join('\n');
}

/** In the journal, as everything an operator does; with what must be kept of the keys that may go now. Answers whether it is. */
async function putOnRecord(
  kept: KeptSecretRow[],
  key: string,
  config: ConnectorConfig,
  context: CommandContext,
): Promise<boolean> {
  const { scheduler, random, io } = context;
  const quiet = { ...config, log: { ...config.log, level: 'error' as const } };
  const parts = await prepareParts(quiet, { scheduler, random });
  const app = Object.keys(config.apps)[0] ?? '';
  const command: SecretsCommand = { name: 'secrets.reencrypt', key, by: io.user, kept };
  const event = commandEvent(SECRETS_COMMAND, { app, portal: '' }, command, scheduler.now());
  const { carriedOut } = await sendCommands([event], parts);
  return carriedOut !== 'pending';
}

/** At the first page of a table that is long, and then every so many rows. */
function teller({ progress }: CommandContext, check: boolean) {
  let told = { table: '', looked: 0 };
  return (name: string, looked: number, resealed: number): void => {
    if (name !== told.table || looked < told.looked) told = { table: name, looked: 0 };
    if (looked - told.looked < TOLD_EVERY) return;
    told = { table: name, looked };
    progress(`looked at ${looked} rows of ${name}${check ? '' : `, ${resealed} sealed anew in all`}`);
  };
}
