import { createHash, timingSafeEqual } from 'node:crypto';
import { SealedClaims } from '../sealed-claims.js';

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

/** Seals what a browser carries during an install. */
export class InstallStates extends SealedClaims<InstallState> {
  /** @param secrets the store's encryption keys: the first seals, all open */
  constructor(secrets: readonly Uint8Array[]) {
    super(secrets, 'installs');
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
