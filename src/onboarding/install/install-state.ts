import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a browser carries from the install page to HubSpot and back, in a cookie that it cannot read. */
export interface InstallState {
  app: string;
  /** The portal that was asked for, where it was known. */
  portalId?: string;
  /** Where to go on at our own pages. */
  returnTo?: string;
  /** Of PKCE. */
  verifier: string;
  /** What {@link stateOf} is made of: HubSpot gets that and not this. */
  nonce: string;
  /** ms since the epoch. */
  expiresAtMs: number;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * Seals what a browser carries: nobody else can read or make it, and nothing is stored here, so that any replica may see an install to
 * its end. Layout: nonce (12 bytes) · tag (16) · ciphertext, in base64url.
 */
export class InstallStates {
  readonly #keys: readonly Buffer[];

  /** @param secrets the store's encryption keys: the first seals, all open */
  constructor(secrets: readonly Uint8Array[]) {
    this.#keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', 'channelwright installs 1', 32)));
  }

  seal(state: InstallState): string {
    const [key] = this.#keys;
    if (!key) throw new Error('no encryption key is configured');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(state), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** `undefined`: we have not made it, or not with these keys. */
  open(text: string): InstallState | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.#keys) {
      const opened = openWith(key, bytes);
      if (opened !== undefined) return JSON.parse(opened) as InstallState;
    }
    return undefined;
  }
}

/** The `state` of the consent page that belongs to a nonce. */
export function stateOf(nonce: string): string {
  return createHash('sha256').update(nonce).digest('base64url');
}

/** Compared without telling, by the time it takes, how much of it is right. */
export function isStateOf(state: string, nonce: string): boolean {
  const [given, own] = [Buffer.from(state), Buffer.from(stateOf(nonce))];
  return given.length === own.length && timingSafeEqual(given, own);
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
