import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * What a browser carries for us from one request to the next: nobody else can read or make it, and nothing is stored here, so that
 * any replica can go on. Layout: nonce (12 bytes) · tag (16) · ciphertext, in base64url.
 */
export class SealedClaims<Claim> {
  readonly #keys: readonly Buffer[];

  /**
   * @param secrets the store's encryption keys: the first seals, all open
   * @param purpose what is sealed for one purpose opens for no other
   */
  constructor(secrets: readonly Uint8Array[], purpose: string) {
    this.#keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', `channelwright ${purpose} 1`, 32)));
  }

  seal(claim: Claim): string {
    const [key] = this.#keys;
    if (!key) throw new Error('no encryption key is configured');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(claim), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** `undefined`: we have not made it, or not with these keys. */
  open(text: string): Claim | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.#keys) {
      const opened = openWith(key, bytes);
      if (opened !== undefined) return JSON.parse(opened) as Claim;
    }
    return undefined;
  }
}

function openWith(key: Buffer, bytes: Buffer): string | undefined {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
