import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import { readStoredSettings } from '../../../directory/accounts/stored-settings.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { readTable } from '../../rows/read-rows.js';
import { withStoreIfThere } from '../../rows/with-store.js';
import type { Session } from '../../session.js';
import type { Finding } from './finding.js';

const ENDED: readonly AccountRow['state'][] = ['purged', 'replaced'];

/** {@link storedAccountFindings} of the store, also before an upgrade: then its tables are of an earlier version. */
export async function againstStoredAccounts(session: Session): Promise<Finding[]> {
  // That of accounts has been there from the first.
  const read = (store: WorkStore) => readTable<AccountRow>(store, ACCOUNTS.name);
  return storedAccountFindings((await withStoreIfThere(session.config, read, 'inspector')) ?? [], session);
}

/**
 * Reads the settings of every stored account with the adapters of this version, as its engine would: one finding for each account
 * that a start of this version would break.
 */
export function storedAccountFindings(rows: readonly AccountRow[], session: Session): Finding[] {
  const living = rows.filter(({ state }) => !ENDED.includes(state));
  const broken = living.flatMap((row) => brokenFinding(row, session) ?? []);
  const fit = living.length - broken.length;
  const detail = `${fit} of ${living.length} can be used by this version`;
  return [{ check: 'stored accounts', of: 'store', state: 'ok', detail }, ...broken];
}

function brokenFinding(row: AccountRow, { channels }: Session): Finding | undefined {
  const definition = channels.byName(row.channel)?.definition;
  const finding = { check: 'stored account', of: row.key };
  if (!definition) {
    const detail = `channel "${row.channel}" is not configured: its messages would fail. Configure it, or have it purged first`;
    return row.state === 'disabled' ? undefined : { ...finding, state: 'failed', detail };
  }
  const read = readStoredSettings(definition, row);
  if (read.ok) return undefined;
  const versions = `version ${row.settingsVersion} of the settings, adapter ${definition.name} ${definition.version}`;
  const remedy = 'Correct the settings before this version starts, or mend `migrateSettings` of the adapter';
  return { ...finding, state: 'failed', detail: `${read.problem} (${versions}). ${remedy}` };
}
