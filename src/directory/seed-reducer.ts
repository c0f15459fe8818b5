import { injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { restored, switched } from './accounts/account-changes.js';
import { ACCOUNTS, type AccountRow } from './accounts/account-row.js';
import { PORTALS, type PortalRow } from './portals/portal-row.js';

/** A row of the configuration file, with a fingerprint of how it is written there. */
export type Seed =
  | { table: 'portals'; row: PortalRow & { seed: string } }
  | { table: 'accounts'; row: AccountRow & { seed: string } };

export const SEED = 'directory.seed';
export const UNSEED = 'directory.unseed';

/**
 * The configuration file only seeds the directory: a seed that was edited since the last start wins over the store; else what
 * was learnt at run time (rotated tokens, states) stays. An account that is gone from the file is disabled, never purged.
 */
@injectable()
export class SeedReducer implements Reducer {
  readonly kinds = [SEED, UNSEED];

  reduce(event: FoldEvent, tx: Tx): void {
    if (event.kind === UNSEED) return disable((event.body as { account: string }).account, tx);
    const seed = event.body as Seed;
    if (seed.table === 'portals') plantPortal(seed.row, tx);
    else plantAccount(seed.row, tx);
  }
}

function plantPortal(row: PortalRow & { seed: string }, tx: Tx): void {
  const stored = tx.get(PORTALS, PORTALS.key(row));
  if (stored?.seed === row.seed) return;
  const version = (stored?.tokens.version ?? 0) + 1;
  tx.put(PORTALS, { ...row, tokens: { ...row.tokens, version }, seededAtMs: tx.nowMs });
}

function plantAccount(row: AccountRow & { seed: string }, tx: Tx): void {
  const stored = tx.get(ACCOUNTS, row.key);
  if (stored && isPlantedAccount(stored, row)) return;
  // What agents wrote over another channel account is not ours to send, nor have we heard its customers.
  const isSame = stored?.channelAccountId === row.channelAccountId;
  const sinceMs = (isSame ? stored?.sinceMs : undefined) ?? tx.nowMs;
  tx.put(ACCOUNTS, { ...row, sinceMs, ...(stored ? whatStays(stored, row) : {}) });
}

/** Whether the directory has the account as the file says, as far as that is for the file to say. */
export function isPlantedAccount(
  stored: AccountRow,
  { seed, channelAccountId }: Pick<AccountRow, 'seed' | 'channelAccountId'>,
): boolean {
  // What ended an account for good is not undone by a file that still names it.
  if (stored.state === 'purged' && stored.channelAccountId === channelAccountId) return true;
  return stored.seed === seed && (stored.state !== 'disabled' || stored.switched?.by === 'hubspot');
}

/** What operators and HubSpot have made of an account outlives an edit of its settings. Another channel account is another matter. */
function whatStays(stored: AccountRow, { channelAccountId }: AccountRow): Partial<AccountRow> {
  if (stored.channelAccountId !== channelAccountId) return {};
  const { name, state, switched: how, replacedBy, replaces } = stored;
  const kept = { ...(name === undefined ? {} : { name }), ...(replaces === undefined ? {} : { replaces }) };
  if (state === 'disabled' && how?.by !== 'hubspot') {
    const { state: again, switched: since } = restored(stored);
    return { ...kept, state: again, ...(since ? { switched: since } : {}) };
  }
  return { ...kept, state, ...(how ? { switched: how } : {}), ...(replacedBy === undefined ? {} : { replacedBy }) };
}

function disable(key: string, tx: Tx): void {
  const stored = tx.get(ACCOUNTS, key);
  if (stored?.state !== 'active' && stored?.state !== 'held') return;
  tx.put(ACCOUNTS, switched(stored, 'disabled', { by: 'configuration', why: 'gone from the configuration' }, tx.nowMs));
}
