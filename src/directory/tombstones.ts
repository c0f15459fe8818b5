import { createHash, createHmac } from 'node:crypto';
import type { Address } from '../contract/address.js';
import type { Tx } from '../outbox/tx.js';
import { ACCOUNTS } from './account-row.js';
import { aliasKey, type ConversationRow } from './conversation-row.js';
import { TOMBSTONES, type TombstoneKind, type TombstoneRow } from './tombstone-row.js';

/** Identifier under which the container binds {@link Tombstones}. */
export const TOMBSTONE_KEYS = Symbol.for('channelwright.Tombstones');

/** Bound into every key made here, so that none is the encryption key itself. */
const PURPOSE = 'channelwright tombstones 1';

/**
 * What is left of people who were erased, found again by whoever knows the address: under a hash keyed by each of the
 * encryption keys. A key that is taken out of the configuration takes what was written under it along.
 */
export class Tombstones {
  readonly #secrets: readonly Buffer[];

  /** @param encryptionKeys the current one first */
  constructor(encryptionKeys: readonly Uint8Array[]) {
    this.#secrets = encryptionKeys.map((key) => createHmac('sha256', key).update(PURPOSE).digest());
  }

  /** Of this address on this account, or on one whose place the account has taken. */
  find(tx: Tx, account: string, address: Address): TombstoneRow | undefined {
    const replaced = tx.get(ACCOUNTS, account)?.replaces ?? [];
    const found = [account, ...replaced].flatMap((owner) =>
      this.keysOf(owner, address).flatMap((key) => tx.get(TOMBSTONES, key) ?? []),
    );
    return found.find(({ kind }) => kind === 'suppressed') ?? found[0];
  }

  /** Leaves one for every address of the conversation. */
  leave(tx: Tx, { app, portal, account, aliases }: ConversationRow, kind: TombstoneKind): void {
    for (const address of aliases) {
      const [key, ...older] = this.keysOf(account, address);
      for (const each of older) if (tx.get(TOMBSTONES, each)) tx.remove(TOMBSTONES, each);
      if (key !== undefined) tx.put(TOMBSTONES, { key, kind, app, portal, account, atMs: tx.nowMs });
    }
  }

  /** A name for a new conversation. Nobody learns the address from it; after an erasure it is another one. */
  conversationName(account: string, address: Address, before: TombstoneRow | undefined): string {
    const [key = ''] = this.keysOf(account, address);
    const digest = createHash('sha256').update(before ? `${key}\n${before.atMs}` : key);
    return digest.digest('base64url').slice(0, 27);
  }

  /** The keys under which a tombstone may stand, the one for a new tombstone first. */
  keysOf(account: string, address: Address): string[] {
    const name = aliasKey(account, address);
    return this.#secrets.map((secret) => createHmac('sha256', secret).update(name).digest('base64url'));
  }
}
