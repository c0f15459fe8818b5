import { inject, injectable } from 'inversify';
import { APPEND, type Append } from '../../outbox/append.js';
import type { Table } from '../../outbox/table.js';
import { WORK_STORE, type WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { ACCOUNTS } from '../accounts/account-row.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../accounts/accounts.js';
import { readStoredSettings } from '../accounts/stored-settings.js';
import { CHANNEL_RUNTIMES, type Channels } from '../channels/channel-runtime.js';
import { identitiesClaimed } from './claim-reducer.js';
import { CLAIMS, type ClaimHolder, type ClaimRow, claimKey } from './claim-row.js';
import { CONNECTIONS, type ConnectionRow } from './connection-row.js';
import { identitiesOf, isConnectedElsewhere, isTaken } from './known-identities.js';

/** How long the decision is waited for, step by step, ms. Another process may have to make it. */
const WAITS_MS = [20, 40, 80, 160, 320, 640, 1_000, 1_000, 1_000];

/** `taken`: another portal has it, or is about to · `undecided`: nobody has said so far. */
export type ClaimVerdict = 'ours' | 'taken' | 'undecided';

/**
 * Has a connection that HubSpot has confirmed claim what its provider calls the address, before the browser goes back: HubSpot makes
 * the account only then. Two portals are two slots, which two
 * processes may own; the claim is decided in the slot of the app, by one. Whoever finds the claim of another portal looks whether that
 * is still good for something, and takes its place only as long as nobody else has.
 */
@injectable()
export class IdentityClaims {
  constructor(
    @inject(WORK_STORE) private readonly store: Pick<WorkStore, 'read'>,
    @inject(APPEND) private readonly append: Append,
    @inject(CHANNEL_RUNTIMES) private readonly channels: Pick<Channels, 'byName'>,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Pick<Accounts, 'get' | 'lookup'>,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  /** Whether another portal has it for certain: then HubSpot need not be told. Rejects with `CW_STORE_UNAVAILABLE`. */
  async isTaken(row: ConnectionRow): Promise<boolean> {
    const keys = this.#keysOf(row);
    return keys === 'taken' || this.#isTaken([...(await this.#read(CLAIMS, keys)).values()], row);
  }

  /** For one that HubSpot has confirmed. May be called again. Rejects with `CW_STORE_UNAVAILABLE`. */
  async claim(row: ConnectionRow, signal: AbortSignal): Promise<ClaimVerdict> {
    const keys = this.#keysOf(row);
    if (keys === 'taken') return 'taken';
    const holder = { connection: row.key, askedAtMs: row.askedAtMs ?? row.createdAtMs };
    let asked: string | undefined;
    for (const waitMs of [0, ...WAITS_MS]) {
      if (waitMs > 0) await this.scheduler.sleep(waitMs, signal);
      if (signal.aborted) break;
      const claims: Map<string, ClaimRow> = await this.#read(CLAIMS, keys);
      if (keys.every((key) => isHeldBy(claims.get(key), row, holder))) return 'ours';
      const seen = Object.fromEntries(keys.map((key) => [key, claims.get(key)?.version ?? 0]));
      // Nothing has been decided since.
      if (asked === JSON.stringify(seen)) continue;
      if (await this.#isTaken([...claims.values()], row)) return 'taken';
      await this.append([identitiesClaimed(row.app, { portal: row.portal, holder, seen }, this.scheduler.now())]);
      asked = JSON.stringify(seen);
    }
    return 'undecided';
  }

  /** An account that nobody can tell from another by a name claims none. */
  #keysOf(row: ConnectionRow): string[] | 'taken' {
    const channel = this.channels.byName(row.channel);
    const read = channel && readStoredSettings(channel.definition, row);
    if (!channel || !read?.ok) return [];
    const identities = identitiesOf(channel, { ...row, settings: read.settings });
    if (isConnectedElsewhere(this.accounts, channel, row.portal, identities)) return 'taken';
    return [...new Set(identities.map((identity) => claimKey(row.channel, identity)))];
  }

  async #isTaken(claims: readonly ClaimRow[], { portal }: ConnectionRow): Promise<boolean> {
    const holders = claims.filter((claim) => claim.portal !== portal).flatMap((claim) => claim.holders);
    const connections = await this.#read(CONNECTIONS, [...new Set(holders.map(({ connection }) => connection))]);
    const rows = [...connections.values()];
    if (rows.some(({ state }) => state === 'asked' || state === 'staged')) return true;
    const accounts = await this.#read(
      ACCOUNTS,
      rows.flatMap(({ account }) => account ?? []),
    );
    return [...accounts.values()].some(isTaken);
  }

  /** As they are in the store: these belong to slots that other processes may own. */
  async #read<Row>(table: Table<Row>, keys: string[]): Promise<Map<string, Row>> {
    if (keys.length === 0) return new Map();
    const [rows = []] = await this.store.read([{ table: table.name, keys }]);
    return new Map(rows.map(({ key, doc }) => [key, JSON.parse(doc) as Row]));
  }
}

function isHeldBy(claim: ClaimRow | undefined, { portal }: ConnectionRow, holder: ClaimHolder): boolean {
  const held = claim?.portal === portal ? claim.holders : [];
  return held.some(({ connection, askedAtMs }) => connection === holder.connection && askedAtMs === holder.askedAtMs);
}
