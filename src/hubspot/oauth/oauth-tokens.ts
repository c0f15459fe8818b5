import type { Clock } from '../../contract/clock.js';
import { backoffMs } from '../../policy/backoff.js';
import type { Random } from '../../policy/random.js';
import type { AccessTokens, TokenFailure, TokenResult } from '../client/access-tokens.js';
import type { IssuedTokens, RefreshTokens } from './token-endpoint.js';
import type { StoredTokens, TokenStore } from './token-store.js';

export interface OAuthTokensDeps {
  app: string;
  portal: string;
  store: TokenStore;
  refresh: RefreshTokens;
  clock: Pick<Clock, 'now'>;
  random: Random;
}

/** A new token is asked for so long before the old one expires, or at half its life if that is later. */
const EARLY_MS = 300_000;
/** The same for a token found in the store, whose whole life is not known. */
const EARLY_FOUND_MS = 30_000;
/** HubSpot refused a token this young: another one would fare no better, so none is asked for. */
const TOO_YOUNG_MS = 5_000;
/** A refusal that somebody must mend is not asked about again for so long, unless the stored tokens change. */
const MEND_MS = 60_000;
const TRANSIENT = { baseMs: 1_000, capMs: 60_000 };

/** An access token in use. */
interface Held {
  accessToken: string;
  expiresAtMs: number;
  refreshAtMs: number;
  /** When it was issued to us; absent for one found in the store. */
  issuedAtMs?: number;
}

interface Refusal {
  failure: TokenFailure;
  untilMs: number;
  /** The stored version it is about. */
  version: number;
}

/**
 * A portal's access token by OAuth refresh. One refresh at a time; new tokens are stored, by compare and set, before they are
 * used; where another process was first, its tokens are used. A refusal is remembered, so that a portal that is gone does not
 * cost a call to the token endpoint for each call to HubSpot.
 */
export class OAuthTokens implements AccessTokens {
  #held: Held | undefined;
  #refreshing: Promise<TokenResult> | undefined;
  #refusal: Refusal | undefined;
  #failures = 0;

  constructor(private readonly deps: OAuthTokensDeps) {}

  async current(): Promise<TokenResult> {
    const held = this.#held;
    if (held !== undefined && this.deps.clock.now() < held.refreshAtMs) return use(held);
    return this.#renew(undefined);
  }

  async replace(refused: string): Promise<TokenResult> {
    const held = this.#held;
    const now = this.deps.clock.now();
    if (held !== undefined && held.accessToken !== refused && now < held.expiresAtMs) return use(held);
    if (held?.issuedAtMs !== undefined && now < held.issuedAtMs + TOO_YOUNG_MS) {
      return transient('HubSpot refuses an access token it has just issued', held.issuedAtMs + TOO_YOUNG_MS - now);
    }
    const renewed = await this.#renew(refused);
    return renewed.ok && renewed.accessToken === refused ? transient('HubSpot refuses the access token') : renewed;
  }

  #renew(refused: string | undefined): Promise<TokenResult> {
    this.#refreshing ??= this.#fromStoreOrHubSpot(refused)
      .catch(() => transient('the portal’s tokens could not be read or stored', TRANSIENT.baseMs))
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  async #fromStoreOrHubSpot(refused: string | undefined): Promise<TokenResult> {
    const { app, portal, store, clock } = this.deps;
    const stored = await store.load(app, portal);
    if (stored === undefined) return mend('disconnected', 'no tokens are stored for the portal');
    const found = heldFrom(stored, refused);
    const isOther = found?.accessToken !== this.#held?.accessToken;
    if (found !== undefined && isOther && clock.now() < found.refreshAtMs) return this.#hold(found);

    const failure = this.#standing(stored.version) ?? (await this.#refresh(stored, refused));
    if (failure === undefined) return use(this.#held as Held);
    // What is not yet expired still serves while the token endpoint is out of order.
    const last = found ?? (this.#held?.accessToken === refused ? undefined : this.#held);
    if (failure.kind === 'transient' && last !== undefined && clock.now() < last.expiresAtMs) return use(last);
    return { ok: false, failure };
  }

  /** The failure of the last refresh, where asking again would be of no use yet. */
  #standing(version: number): TokenFailure | undefined {
    const left = (this.#refusal?.untilMs ?? 0) - this.deps.clock.now();
    if (this.#refusal === undefined || this.#refusal.version !== version || left <= 0) return undefined;
    return { ...this.#refusal.failure, version, retryAfterMs: left };
  }

  async #refresh(stored: StoredTokens, refused: string | undefined): Promise<TokenFailure | undefined> {
    const { app, portal, store, clock } = this.deps;
    const answer = await this.deps.refresh(stored.refreshToken);
    if (!answer.ok) return this.#refuse(answer.failure, stored.version);
    const { tokens } = answer;
    if (tokens.portalId !== undefined && tokens.portalId !== portal) {
      const message = `the refresh token stored for portal ${portal} belongs to portal ${tokens.portalId}`;
      return this.#refuse({ kind: 'configuration', message }, stored.version);
    }
    if (!(await store.save(app, portal, nextOf(stored, tokens), stored.version))) return this.#adopt(refused);
    this.#hold({
      accessToken: tokens.accessToken,
      expiresAtMs: tokens.expiresAtMs,
      refreshAtMs: tokens.expiresAtMs - Math.min(EARLY_MS, tokens.lifetimeMs / 2),
      issuedAtMs: clock.now(),
    });
    return undefined;
  }

  /** Another process stored newer tokens meanwhile. */
  async #adopt(refused: string | undefined): Promise<TokenFailure | undefined> {
    const { app, portal, store, clock } = this.deps;
    const stored = await store.load(app, portal);
    const found = stored && heldFrom(stored, refused);
    if (found !== undefined && clock.now() < found.expiresAtMs) {
      this.#hold(found);
      return undefined;
    }
    return { kind: 'transient', message: 'the tokens were changed at the same time', retryAfterMs: TRANSIENT.baseMs };
  }

  #hold(held: Held): TokenResult {
    this.#held = held;
    this.#refusal = undefined;
    this.#failures = 0;
    return use(held);
  }

  #refuse(failure: TokenFailure, version: number): TokenFailure {
    this.#failures += 1;
    const waitMs =
      failure.kind === 'transient'
        ? (failure.retryAfterMs ?? backoffMs(TRANSIENT, this.#failures, this.deps.random))
        : MEND_MS;
    this.#refusal = { failure, version, untilMs: this.deps.clock.now() + waitMs };
    return { ...failure, version, retryAfterMs: waitMs };
  }
}

function heldFrom({ accessToken, expiresAtMs }: StoredTokens, refused: string | undefined): Held | undefined {
  if (accessToken === undefined || accessToken === refused) return undefined;
  const end = expiresAtMs ?? Number.POSITIVE_INFINITY;
  return { accessToken, expiresAtMs: end, refreshAtMs: end - EARLY_FOUND_MS };
}

function nextOf(stored: StoredTokens, issued: IssuedTokens): StoredTokens {
  return {
    version: stored.version + 1,
    refreshToken: issued.refreshToken ?? stored.refreshToken,
    accessToken: issued.accessToken,
    expiresAtMs: issued.expiresAtMs,
  };
}

function use({ accessToken }: Held): TokenResult {
  return { ok: true, accessToken };
}

function transient(message: string, retryAfterMs?: number): TokenResult {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { ok: false, failure: { kind: 'transient', message, ...wait } };
}

function mend(kind: 'disconnected' | 'configuration', message: string): TokenResult {
  return { ok: false, failure: { kind, message } };
}
