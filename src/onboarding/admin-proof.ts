import type { Clock } from '../contract/clock.js';
import { cookieFor, cookieIn } from './cookies.js';
import { SealedClaims } from './sealed-claims.js';

const NAME = 'channelwright-admin';

/** For so long a browser is known, ms. */
const LIFE_MS = 60 * 60_000;

interface AdminClaim {
  app: string;
  portal: string;
  /** ms since the epoch. */
  expiresAtMs: number;
}

export interface AdminProofDeps {
  publicUrl: string;
  encryptionKeys: readonly Uint8Array[];
  clock: Pick<Clock, 'now'>;
}

/**
 * A browser that HubSpot has vouched for: it came back from an install with a code of the portal, or with a staging token that HubSpot
 * has taken with that portal's tokens. Neither can be made up. It opens nothing; it only keeps its owner from standing in line with
 * strangers.
 */
export class AdminProof {
  readonly #claims: SealedClaims<AdminClaim>;
  readonly #cookie: (pair: string, lifeMs: number) => string;
  readonly #clock: Pick<Clock, 'now'>;

  constructor({ publicUrl, encryptionKeys, clock }: AdminProofDeps) {
    this.#claims = new SealedClaims(encryptionKeys, 'portal admins');
    this.#cookie = cookieFor(publicUrl, '/connect');
    this.#clock = clock;
  }

  /** For `set-cookie`. */
  give(app: string, portal: string): string {
    const sealed = this.#claims.seal({ app, portal, expiresAtMs: this.#clock.now() + LIFE_MS });
    return this.#cookie(`${NAME}=${sealed}`, LIFE_MS);
  }

  /** Whose admin the browser is, where it is one of this portal. */
  of(cookies: string | undefined, app: string, portal: string): string | undefined {
    const sealed = cookieIn(cookies, NAME);
    const claim = sealed === undefined ? undefined : this.#claims.open(sealed);
    const isTheirs = claim?.app === app && claim.portal === portal && claim.expiresAtMs > this.#clock.now();
    return isTheirs ? `${app}/${portal}` : undefined;
  }
}
