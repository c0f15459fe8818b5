import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

export interface HmacCheck {
  algorithm: 'sha1' | 'sha256';
  /** The active secrets: the signature may be by any of them. Bytes where the provider's secret is not used as text. */
  secrets: readonly (string | Uint8Array)[];
  /** What the signature covers, exactly as it came over the wire. */
  signed: Uint8Array | string;
  /** The signature as the request brought it, without a prefix such as `sha256=`. */
  given: string;
  encoding: 'hex' | 'base64';
}

/** Whether `given` is the HMAC of `signed` by one of the secrets. Compares in constant time; false for anything malformed. */
export function verifyHmac({ algorithm, secrets, signed, given, encoding }: HmacCheck): boolean {
  const claimed = Buffer.from(encoding === 'hex' ? given.toLowerCase() : given);
  return secrets.some((secret) => {
    if (secret.length === 0) return false;
    // Bytes as a key object, since Node.js takes four times as long over the bytes themselves.
    const key = typeof secret === 'string' ? secret : createSecretKey(secret);
    const expected = Buffer.from(createHmac(algorithm, key).update(signed).digest(encoding));
    return claimed.length === expected.length && timingSafeEqual(claimed, expected);
  });
}
