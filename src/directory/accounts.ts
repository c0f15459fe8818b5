import { inject, injectable } from 'inversify';
import type { Account, AccountLookup, AccountRef } from '../contract/account.js';
import type { Logger } from '../contract/logger.js';
import { TOKENS } from '../contract/tokens.js';
import type { WorkStore } from '../outbox/work-store.js';
import { WORK_STORE } from '../outbox/work-store.js';
import { ACCOUNTS, type AccountRow } from './account-row.js';
import { CHANNEL_RUNTIMES, type ChannelRuntime, type Channels } from './channel-runtime.js';

/** One account in memory: its row, and its settings as the adapter's schema parses them. */
export interface KnownAccount {
  row: AccountRow;
  /** Absent where the settings do not fit the schema: `problem` says why. */
  account?: Account;
  problem?: string;
}

export const ACCOUNT_DIRECTORY = Symbol.for('channelwright.Accounts');

const PAGE = 500;

/**
 * Every account of this process, in memory: webhooks need them before anything can be read. Follows the store commit by
 * commit.
 */
@injectable()
export class Accounts {
  readonly #byKey = new Map<string, KnownAccount>();
  readonly #byChannelAccount = new Map<string, string>();
  readonly #byIdentity = new Map<string, Set<string>>();

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  async load(): Promise<void> {
    for (let from: string | undefined = ''; from !== undefined; ) {
      const [rows = []]: { key: string; doc: string }[][] = await this.store.read([
        { table: ACCOUNTS.name, range: { column: 'key', from }, limit: PAGE },
      ]);
      for (const { doc } of rows) this.changed(JSON.parse(doc) as AccountRow);
      const last = rows.at(-1);
      from = rows.length < PAGE || !last ? undefined : `${last.key}\0`;
    }
  }

  /** A row was committed. */
  changed(row: AccountRow): void {
    this.#forget(row.key);
    const known = this.#parse(row);
    this.#byKey.set(row.key, known);
    this.#byChannelAccount.set(channelAccountId(row.app, row.channelAccountId), row.key);
    for (const identity of this.#identities(known)) {
      const keys = this.#byIdentity.get(identity) ?? new Set();
      this.#byIdentity.set(identity, keys.add(row.key));
    }
  }

  get(key: string): KnownAccount | undefined {
    return this.#byKey.get(key);
  }

  byChannelAccount(app: string, id: string): KnownAccount | undefined {
    const key = this.#byChannelAccount.get(channelAccountId(app, id));
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  all(): KnownAccount[] {
    return [...this.#byKey.values()];
  }

  /** The accounts of one channel that may receive, as its adapter sees them. */
  lookup(channel: ChannelRuntime): AccountLookup {
    const receiving = (key: string): Account[] => {
      const known = this.#byKey.get(key);
      return known?.account && known.row.channel === channel.name && mayReceive(known.row) ? [known.account] : [];
    };
    return {
      byKey: (key) => receiving(key)[0],
      byIdentity: (identity) =>
        [...(this.#byIdentity.get(identityId(channel.name, identity)) ?? [])].flatMap(receiving),
      all: () => [...this.#byKey.keys()].flatMap(receiving),
    };
  }

  #parse(row: AccountRow): KnownAccount {
    const channel = this.channels.byName(row.channel);
    if (!channel) return { row, problem: `channel "${row.channel}" is not configured in this process` };
    const parsed = channel.definition.accountSettings.safeParse(row.settings);
    if (!parsed.success) {
      const problem = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      this.log.error('account settings do not fit the adapter', { account: row.key, problem });
      return { row, problem };
    }
    const { key, portal: portalId, address } = row;
    return { row, account: { key, channel: row.channel, portalId, address, settings: parsed.data } };
  }

  #identities({ row, account }: KnownAccount): string[] {
    if (!account) return [];
    const refs: AccountRef[] = this.channels.byName(row.channel)?.definition.identities(account) ?? [];
    return refs.map((ref) => identityId(row.channel, ref));
  }

  #forget(key: string): void {
    const known = this.#byKey.get(key);
    if (!known) return;
    this.#byChannelAccount.delete(channelAccountId(known.row.app, known.row.channelAccountId));
    for (const identity of this.#identities(known)) this.#byIdentity.get(identity)?.delete(key);
    this.#byKey.delete(key);
  }
}

/** Disabled and replaced accounts still hear receipts of what they sent. Only a purged one is deaf. */
function mayReceive({ state }: AccountRow): boolean {
  return state !== 'purged';
}

function channelAccountId(app: string, id: string): string {
  return `${app}/${id}`;
}

function identityId(channel: string, ref: AccountRef): string {
  return `${channel}\n${ref}`;
}
