import { inject, injectable } from 'inversify';
import type { Account, AccountLookup, AccountRef } from '../../contract/account.js';
import type { Capabilities } from '../../contract/capabilities.js';
import { capabilitiesOf } from '../../contract/define-adapter.js';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { WORK_STORE } from '../../outbox/work-store.js';
import { CHANNEL_RUNTIMES, type ChannelRuntime, type Channels } from '../channels/channel-runtime.js';
import { ACCOUNTS, type AccountRow } from './account-row.js';
import { sameAddress } from './same-address.js';
import { readStoredSettings } from './stored-settings.js';

/** One account in memory: its row, and its settings as the adapter's schema parses them. */
export interface KnownAccount {
  row: AccountRow;
  /** Absent where the settings do not fit the schema: `problem` says why. */
  account?: Account;
  /** What the account can do. There with `account`. */
  capabilities?: Capabilities;
  problem?: string;
}

interface Held extends KnownAccount {
  /** How its provider names it. */
  identities: readonly AccountRef[];
}

/** Also tells where customers are heard by now. */
export interface ReceivingLookup extends AccountLookup {
  /** The account at work in the place of one that is not: of the same portal, and the same to its provider. Absent: none is. */
  successorOf?(key: string): Account | undefined;
}

export const ACCOUNT_DIRECTORY = Symbol.for('channelwright.Accounts');

const PAGE = 500;

/**
 * Every account of this process, in memory: webhooks need them before anything can be read. Follows the store commit by
 * commit.
 */
@injectable()
export class Accounts {
  readonly #byKey = new Map<string, Held>();
  readonly #byChannelAccount = new Map<string, Set<string>>();
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
    addTo(this.#byChannelAccount, channelAccountId(row.app, row.channelAccountId), row.key);
    for (const ref of known.identities) addTo(this.#byIdentity, identityId(row.channel, ref), row.key);
  }

  get(key: string): KnownAccount | undefined {
    return this.#byKey.get(key);
  }

  /** Of several (one was renamed in the configuration, and its old name disabled) the one that is in use. */
  byChannelAccount(app: string, id: string): KnownAccount | undefined {
    const keys = [...(this.#byChannelAccount.get(channelAccountId(app, id)) ?? [])];
    const known = keys.flatMap((key) => this.#byKey.get(key) ?? []);
    return known.find(isInUse) ?? known.at(-1);
  }

  /** A row that was not committed yet, as it will be known. */
  read(row: AccountRow): KnownAccount {
    return this.#parse(row);
  }

  all(): KnownAccount[] {
    return [...this.#byKey.values()];
  }

  /** The accounts of one channel that may receive, as its adapter sees them. */
  lookup(channel: ChannelRuntime): ReceivingLookup {
    const receiving = (key: string): Account[] => {
      const known = this.#byKey.get(key);
      return known?.account && known.row.channel === channel.name && mayReceive(known.row) ? [known.account] : [];
    };
    return {
      byKey: (key) => receiving(key)[0],
      byIdentity: (identity) =>
        [...(this.#byIdentity.get(identityId(channel.name, identity)) ?? [])].flatMap(receiving),
      all: () => [...this.#byKey.keys()].flatMap(receiving),
      isAtWork: (key) => {
        const known = this.#byKey.get(key);
        return known !== undefined && isInUse(known);
      },
      successorOf: (key) => this.#successorOf(channel, key),
    };
  }

  #successorOf({ name }: ChannelRuntime, key: string): Account | undefined {
    const known = this.#byKey.get(key);
    if (!known || known.row.channel !== name || !mayReceive(known.row) || isInUse(known)) return undefined;
    const named = known.identities.flatMap((ref) => [...(this.#byIdentity.get(identityId(name, ref)) ?? [])]);
    const others = [...new Set(named)].flatMap((other) => this.#byKey.get(other) ?? []);
    const [successor, ...rest] = others.filter((other) => isInUse(other) && isSameToProvider(known, other));
    return rest.length === 0 ? successor?.account : undefined;
  }

  /** Whatever an adapter makes of a row, the others must go on. */
  #parse(row: AccountRow): Held {
    if (row.state === 'purged') return unusable(row, 'it was removed in HubSpot');
    const channel = this.channels.byName(row.channel);
    if (!channel) return unusable(row, `channel "${row.channel}" is not configured in this process`);
    try {
      return this.#parsedBy(channel, row);
    } catch (error) {
      this.log.error('an adapter failed over an account', { account: row.key, error });
      return unusable(row, 'its adapter failed over it');
    }
  }

  #parsedBy(channel: ChannelRuntime, row: AccountRow): Held {
    const read = readStoredSettings(channel.definition, row);
    if (!read.ok) {
      this.log.error('account settings do not fit the adapter', { account: row.key, problem: read.problem });
      return unusable(row, read.problem);
    }
    const { key, portal: portalId, address } = row;
    const account = { key, channel: row.channel, portalId, address, settings: read.settings };
    const { definition } = channel;
    return {
      row,
      account,
      capabilities: capabilitiesOf(definition, account),
      identities: definition.identities(account),
    };
  }

  #forget(key: string): void {
    const known = this.#byKey.get(key);
    if (!known) return;
    const { app, channel, channelAccountId: id } = known.row;
    removeFrom(this.#byChannelAccount, channelAccountId(app, id), key);
    for (const ref of known.identities) removeFrom(this.#byIdentity, identityId(channel, ref), key);
    this.#byKey.delete(key);
  }
}

function unusable(row: AccountRow, problem: string): Held {
  return { row, problem, identities: [] };
}

function isInUse({ row, account }: KnownAccount): boolean {
  return account !== undefined && (row.state === 'active' || row.state === 'held');
}

/** A name that several numbers share, as that of a pool of senders, does not make them one. */
function isSameToProvider(before: Held, { row, identities }: Held): boolean {
  const { app, portal, address } = before.row;
  if (row.app !== app || row.portal !== portal) return false;
  return sameAddress(row.address, address) || before.identities.every((ref) => identities.includes(ref));
}

function addTo(index: Map<string, Set<string>>, at: string, key: string): void {
  const keys = index.get(at);
  if (keys) keys.add(key);
  else index.set(at, new Set([key]));
}

function removeFrom(index: Map<string, Set<string>>, at: string, key: string): void {
  const keys = index.get(at);
  keys?.delete(key);
  if (keys?.size === 0) index.delete(at);
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
