import { createHash, createHmac } from 'node:crypto';
import type { Address } from '../../contract/address.js';
import type { Tx } from '../../outbox/tx.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { ACCOUNTS } from '../accounts/account-row.js';
import { aliasKey, type ConversationRow } from './conversation-row.js';
import { KEPT_SECRETS, type KeptSecretRow } from './kept-secret.js';
import { TOMBSTONES, type TombstoneKind, type TombstoneRow } from './tombstone-row.js';

/** Identifier under which the container binds {@link Tombstones}. */
export const TOMBSTONE_KEYS = Symbol.for('channelwright.Tombstones');

/** Bound into every key made here, so that none is the encryption key itself. */
const PURPOSE = 'channelwright tombstones 1';

/** Before the keys of the rows that {@link Tombstones.toKeep} makes. */
const KEPT_AS = 'tombstones/';

/** Before what stands for an id that told an address. */
const HIDDEN = 'hidden-';

/** Of the name of a conversation, characters. */
const NAME_LENGTH = 27;

/** More than anybody uses in the life of a store. */
const MOST_KEYS = 1_000;

/**
 * What is left of people who were erased, found again by whoever knows the address: under a hash keyed by what follows from each of
 * the encryption keys. That is kept when a key is dropped: whoever wanted nothing from us is not written to because a key has changed.
 */
export class Tombstones {
  #secrets: readonly Buffer[];

  /** @param encryptionKeys the current one first */
  constructor(encryptionKeys: readonly Uint8Array[]) {
    this.#secrets = encryptionKeys.map((key) => createHmac('sha256', key).update(PURPOSE).digest());
  }

  /** What is needed to find these again when the encryption keys are dropped. */
  toKeep(): KeptSecretRow[] {
    return this.#secrets.map((secret) => ({
      key: `${KEPT_AS}${createHash('sha256').update(secret).digest('base64url').slice(0, 22)}`,
      value: secret.toString('base64'),
    }));
  }

  /** Learns what was kept of keys that have been dropped. Before anything is found. */
  async load(store: Pick<WorkStore, 'read'>): Promise<void> {
    const own = new Set(this.toKeep().map(({ key }) => key));
    const range = { column: 'key', from: KEPT_AS, until: `${KEPT_AS}~` };
    const [rows = []] = await store.read([{ table: KEPT_SECRETS.name, range, limit: MOST_KEYS }]);
    const dropped = rows.filter(({ key }) => !own.has(key)).map(({ doc }) => JSON.parse(doc) as KeptSecretRow);
    this.#secrets = [...this.#secrets, ...dropped.map(({ value }) => Buffer.from(value, 'base64'))];
  }

  /** Of this address on this account, or on one whose place the account has taken. */
  find(tx: Tx, account: string, address: Address): TombstoneRow | undefined {
    const replaced = tx.get(ACCOUNTS, account)?.replaces ?? [];
    const found = [account, ...replaced].flatMap((owner) =>
      this.keysOf(owner, address).flatMap((key) => tx.get(TOMBSTONES, key) ?? []),
    );
    return found.find(({ kind }) => kind === 'suppressed') ?? found[0];
  }

  /**
   * Leaves one for every address of the conversation.
   *
   * @param echoUntilMs until when a call to it may take, where one is under way
   */
  leave(tx: Tx, { app, portal, account, aliases }: ConversationRow, kind: TombstoneKind, echoUntilMs?: number): void {
    for (const address of aliases) {
      const [key, ...older] = this.keysOf(account, address);
      for (const each of older) if (tx.get(TOMBSTONES, each)) tx.remove(TOMBSTONES, each);
      if (key === undefined) continue;
      const echo = echoUntilMs ?? tx.get(TOMBSTONES, key)?.echoUntilMs;
      const made: TombstoneRow = { key, kind, app, portal, account, atMs: tx.nowMs };
      tx.put(TOMBSTONES, { ...made, ...(echo === undefined ? {} : { echoUntilMs: echo }) });
    }
  }

  /** What an id that tells an address is called once that is erased, under each of the keys: the first one for a new name. */
  hiddenIds(account: string, id: string): string[] {
    return this.#hashesOf(`${account}|id|${id}`).map((hash) => `${HIDDEN}${hash}`);
  }

  /** A name for a new conversation. Nobody learns the address from it; after an erasure it is another one. */
  conversationName(account: string, address: Address, before: TombstoneRow | undefined): string {
    const [key = ''] = this.keysOf(account, address);
    const digest = createHash('sha256').update(before ? `${key}\n${before.atMs}` : key);
    return digest.digest('base64url').slice(0, NAME_LENGTH);
  }

  /** Every name that the first conversation of an address may have been given: under any of the keys, or before names were keyed. */
  firstNames(account: string, address: Address): string[] {
    const hashed = [...this.keysOf(account, address), aliasKey(account, address)];
    return hashed.map((key) => createHash('sha256').update(key).digest('base64url').slice(0, NAME_LENGTH));
  }

  /** The keys under which a tombstone may stand, the one for a new tombstone first. */
  keysOf(account: string, address: Address): string[] {
    return this.#hashesOf(aliasKey(account, address));
  }

  #hashesOf(name: string): string[] {
    return this.#secrets.map((secret) => createHmac('sha256', secret).update(name).digest('base64url'));
  }
}
