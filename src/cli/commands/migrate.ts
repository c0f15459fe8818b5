import { storeName } from '../../config/store-setting.js';
import { dueMigration, migrateStore } from '../../connector/stores/migrate-store.js';
import type { CommandContext } from '../command.js';
import { EXIT } from '../exit-code.js';
import { readConfig } from '../read-config.js';
import type { Report } from '../report.js';

export interface MigrateOptions {
  check?: boolean;
}

/** Brings the schema of the store to what this version needs, or says whether that is due. There is no way back. */
export async function migrate(context: CommandContext, { check = false }: MigrateOptions): Promise<Report> {
  const config = await readConfig(context);
  const { from, to } = check ? await dueMigration(config) : await migrateStore(config);
  const waiting = check && from < to;
  const json = { store: storeName(config.store), from, to, ...(check ? { waiting } : {}) };
  const text = check ? dueText(from, to) : doneText(from, to);
  return { json, text, exitCode: waiting ? EXIT.failed : EXIT.ok };
}

function dueText(from: number, to: number): string {
  if (from === to) return `No migration is waiting: the schema is at version ${from}.`;
  const what = from === 0 ? 'there are no tables yet' : `the schema is at version ${from}, this one needs ${to}`;
  return `A migration is waiting: ${what}. Run \`channelwright migrate\`.`;
}

function doneText(from: number, to: number): string {
  if (from === to) return `Nothing to do: the schema is at version ${from}.`;
  return from === 0 ? `The tables were made, at version ${to}.` : `The schema went from version ${from} to ${to}.`;
}
