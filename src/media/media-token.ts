import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type MediaClaim, packClaim, unpackClaim } from './media-claim.js';

export type OpenedToken = { kind: 'valid'; claim: MediaClaim } | { kind: 'expired' } | { kind: 'forged' };

export interface MediaTokens {
  /** `undefined`: what it says is too long for a URL. */
  seal(claim: MediaClaim): string | undefined;
  open(token: string, nowMs: number): OpenedToken;
}

export const HOUR_MS = 3_600_000;

/** Bytes of what is said: a URL that holds more of it, some servers and providers would cut. */
const MOST_BYTES = 3_000;
const SEAL_BYTES = 16;
const TOKEN = /^[\w-]{24,4096}$/;

interface LinkKeys {
  seal: Buffer;
  cipher: Buffer;
}

/**
 * Claims as tokens that nobody else can read or make. Nothing is stored, and the same claim gives the same token.
 *
 * The seal is an HMAC-SHA-256 over the claim, cut to 128 bits, and is at once the nonce of its encryption by AES-256 in
 * counter mode (the construction of RFC 5297, SIV). Layout: seal (16 bytes) · encrypted claim, in base64url.
 *
 * @param secrets the store's encryption keys: the first seals, all open
 */
export function mediaTokens(secrets: readonly Uint8Array[]): MediaTokens {
  const keys = secrets.map(linkKeys);
  const [current] = keys;
  if (!current) throw new Error('no encryption key is configured');
  return {
    seal(claim) {
      const bytes = packClaim(claim);
      if (bytes.length > MOST_BYTES) return undefined;
      const seal = sealOf(bytes, current);
      const cipher = createCipheriv('aes-256-ctr', current.cipher, seal);
      return Buffer.concat([seal, cipher.update(bytes), cipher.final()]).toString('base64url');
    },
    open(token, nowMs) {
      const bytes = TOKEN.test(token) ? Buffer.from(token, 'base64url') : undefined;
      // Several texts decode to the same bytes; only one of them was handed out.
      if (bytes?.toString('base64url') !== token) return { kind: 'forged' };
      for (const key of keys) {
        const claim = openWith(bytes, key);
        if (claim) return claim.expiresAtHour * HOUR_MS > nowMs ? { kind: 'valid', claim } : { kind: 'expired' };
      }
      return { kind: 'forged' };
    },
  };
}

function openWith(bytes: Buffer, key: LinkKeys): MediaClaim | undefined {
  const seal = bytes.subarray(0, SEAL_BYTES);
  const cipher = createDecipheriv('aes-256-ctr', key.cipher, seal);
  const packed = Buffer.concat([cipher.update(bytes.subarray(SEAL_BYTES)), cipher.final()]);
  return timingSafeEqual(seal, sealOf(packed, key)) ? unpackClaim(packed) : undefined;
}

function sealOf(bytes: Buffer, { seal }: LinkKeys): Buffer {
  return createHmac('sha256', seal).update(bytes).digest().subarray(0, SEAL_BYTES);
}

/** Keys for links alone: whoever learnt them could open no row of the store. */
function linkKeys(secret: Uint8Array): LinkKeys {
  const derived = Buffer.from(hkdfSync('sha256', secret, '', 'channelwright media links 1', 64));
  return { seal: derived.subarray(0, 32), cipher: derived.subarray(32) };
}
