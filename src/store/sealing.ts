import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';
import { ChannelwrightError } from '../errors/channelwright-error.js';

/**
 * Documents at rest: AES-256-GCM. The table and key of the row are bound to the ciphertext, so that it opens in no other row.
 *
 * Layout: version (1 byte) · key id (8) · nonce (12) · tag (16) · ciphertext.
 */
export interface Sealer {
  /** Ids of all keys, hex; the first is the one that encrypts. */
  readonly keyIds: readonly string[];
  seal(table: string, key: string, doc: string): Uint8Array;
  /** @throws `CW_STORE_KEY_MISSING`, `CW_STORE_DAMAGED` */
  open(table: string, key: string, sealed: Uint8Array): string;
}

const VERSION = 1;
const KEY_BYTES = 32;
const ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_AT = 1 + ID_BYTES;
const TAG_AT = NONCE_AT + NONCE_BYTES;
const BODY_AT = TAG_AT + TAG_BYTES;

/** Nonces are drawn many at a time: one call for a few bytes costs as much as one for a page of them. */
const NONCE_POOL_BYTES = NONCE_BYTES * 512;

interface SealingKey {
  id: Buffer;
  hex: string;
  /** Not the bytes: Node.js takes five times as long to make a cipher of those. */
  secret: KeyObject;
}

/** @param secrets 32 bytes each; the first encrypts, all decrypt */
export function createSealer(secrets: readonly Uint8Array[]): Sealer {
  const keys = secrets.map(sealingKey);
  const current = keys[0];
  if (current === undefined) {
    throw new ChannelwrightError('CW_STORE_KEY_MISSING', 'no encryption key is configured');
  }
  const byId = new Map(keys.map((key) => [key.hex, key]));
  const nextNonce = noncePool();

  return {
    keyIds: keys.map((key) => key.hex),
    seal(table, key, doc) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', current.secret, nonce);
      cipher.setAAD(boundTo(table, key));
      const head = cipher.update(doc, 'utf8');
      const tail = cipher.final();
      return Buffer.concat([Buffer.of(VERSION), current.id, nonce, cipher.getAuthTag(), head, tail]);
    },
    open(table, key, sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes.length < BODY_AT || bytes[0] !== VERSION) {
        throw new ChannelwrightError('CW_STORE_DAMAGED', `a sealed row of ${table} is not readable`);
      }
      const id = bytes.toString('hex', 1, NONCE_AT);
      const known = byId.get(id);
      if (known === undefined) {
        throw new ChannelwrightError('CW_STORE_KEY_MISSING', `a row of ${table} is sealed with the key of id ${id}`);
      }
      const decipher = createDecipheriv('aes-256-gcm', known.secret, bytes.subarray(NONCE_AT, TAG_AT), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(boundTo(table, key));
      decipher.setAuthTag(bytes.subarray(TAG_AT, BODY_AT));
      try {
        return decipher.update(bytes.subarray(BODY_AT), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw new ChannelwrightError('CW_STORE_DAMAGED', `a sealed row of ${table} was altered`, { cause });
      }
    },
  };
}

/** For whoever reads only: the key of what it would seal is noted nowhere. */
export function openingOnly(sealer: Sealer): Sealer {
  const seal = (): never => {
    throw new Error('a store that was opened to be read was to seal a row');
  };
  return { ...sealer, seal };
}

/** The id of the key that a document is sealed with. */
export function keyIdOf(sealed: Uint8Array): string {
  return Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('hex', 1, NONCE_AT);
}

/** Where that id stands in the bytes, for a store to look at it alone: from the second one, eight of them. */
export const KEY_ID_AT = { from: 2, bytes: ID_BYTES };

function sealingKey(secret: Uint8Array): SealingKey {
  if (secret.byteLength !== KEY_BYTES) {
    throw new ChannelwrightError(
      'CW_STORE_KEY_MISSING',
      `an encryption key has ${secret.byteLength} bytes instead of ${KEY_BYTES}`,
    );
  }
  const id = createHash('sha256').update(secret).digest().subarray(0, ID_BYTES);
  return { id, hex: id.toString('hex'), secret: createSecretKey(secret) };
}

function boundTo(table: string, key: string): Buffer {
  return Buffer.from(`${table}\n${key}`);
}

function noncePool(): () => Buffer {
  const pool = Buffer.alloc(NONCE_POOL_BYTES);
  let used = NONCE_POOL_BYTES;
  return () => {
    if (used === NONCE_POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += NONCE_BYTES;
    return pool.subarray(used - NONCE_BYTES, used);
  };
}
