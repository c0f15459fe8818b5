import type { Clock } from '../../contract/clock.js';
import type { Logger } from '../../contract/logger.js';
import type { PortalReport } from '../../directory/portals/portal-report.js';
import { isGone, type PortalRow } from '../../directory/portals/portal-row.js';
import type { AccessTokens, TokenFailure, TokenResult } from '../../hubspot/client/access-tokens.js';
import type { HubSpotFailure, HubSpotResult } from '../../hubspot/failure/hubspot-failure.js';
import { missingScopes } from '../../hubspot/failure/missing-scopes.js';

/** How soon what is held without an end in sight is looked at again, ms. Whoever ends it says so: this is for safety only. */
const LOOK_MS = 10 * 60_000;
/** How rarely a call is tried that was refused for want of scopes, ms. */
const SCOPES_MS = 60 * 60_000;
/** For how long HubSpot must refuse a token that never expires until that is believed, ms. */
const BELIEVED_MS = 30_000;
/** A suspension is told anew only where it ends so much later, ms: every call under way hears of it. */
const LATER_MS = 60_000;

export interface WatchDeps {
  app: string;
  portal: string;
  /** As it is now. */
  row(): PortalRow | undefined;
  /** Tells the fold. Resolves when that is durable. */
  report(report: PortalReport): Promise<unknown>;
  clock: Pick<Clock, 'now'>;
  log: Logger;
}

/**
 * What the calls of one portal meet, told to the fold once for each change. What is to be held is held from the moment it is
 * seen, not from the commit on: else those that follow would all be refused, too.
 */
export class PortalWatch {
  /** The version of the tokens that were refused for good. */
  #refused: number | undefined;
  /** Since when HubSpot refuses a token for which there is no other. */
  #doubtfulSinceMs: number | undefined;
  #suspendedUntilMs = 0;
  /** When calls may be tried again that were refused for want of scopes. */
  readonly #lacking = new Map<string, number>();
  #saidConfiguration = false;

  constructor(private readonly deps: WatchDeps) {}

  /** The tokens, as long as the portal has not taken its consent back: from then on they are asked for no more. */
  tokens(tokens: AccessTokens): AccessTokens {
    const unlessGone = async (ask: () => Promise<TokenResult>): Promise<TokenResult> => {
      if (this.#isGone()) return { ok: false, failure: GONE };
      const before = this.#version;
      const result = await ask();
      if (result.ok) return result;
      // Whoever waits for a refresh that was under way hears of tokens that may have been replaced before he asked.
      return { ok: false, failure: this.#judge(result.failure, result.failure.version ?? before) };
    };
    return {
      current: () => unlessGone(() => tokens.current()),
      replace: (refused) => unlessGone(() => tokens.replace(refused)),
    };
  }

  /** What a call came to. */
  heard(call: string, result: HubSpotResult<unknown>): void {
    if (result.ok) this.#taken(call);
    else this.#failed(call, result.failure);
  }

  /** Until when it is of no use to make this call, ms since the epoch; `undefined`: it may be made. */
  heldUntil(call: string | undefined): number | undefined {
    const now = this.deps.clock.now();
    if (this.#isGone()) return now + LOOK_MS;
    const untilMs = call === undefined ? 0 : (this.#lacking.get(call) ?? 0);
    return untilMs > now ? untilMs : undefined;
  }

  get #version(): number | undefined {
    return this.deps.row()?.tokens.version;
  }

  #isGone(): boolean {
    const row = this.deps.row();
    return row === undefined || isGone(row) || row.tokens.version === this.#refused;
  }

  #judge(failure: TokenFailure, version: number | undefined): TokenFailure {
    if (failure.kind === 'configuration') this.#sayConfiguration(failure);
    if (failure.kind !== 'disconnected' || version === undefined) return failure;
    if (!this.#isBelieved()) return { kind: 'transient', message: failure.message, retryAfterMs: BELIEVED_MS };
    this.#refused = version;
    this.#tell({ kind: 'refused', version, detail: failure.message }, () => {
      this.#refused = undefined;
    });
    return failure;
  }

  /**
   * The token endpoint says plainly that the consent is gone. That a token without an end is refused is said by whatever stands
   * before HubSpot's API, and has been wrong before.
   */
  #isBelieved(): boolean {
    if (this.deps.row()?.tokens.refreshToken !== undefined) return true;
    const now = this.deps.clock.now();
    this.#doubtfulSinceMs ??= now;
    return now - this.#doubtfulSinceMs >= BELIEVED_MS;
  }

  #taken(call: string): void {
    this.#doubtfulSinceMs = undefined;
    this.#saidConfiguration = false;
    this.#lacking.delete(call);
    if (this.deps.row()?.trouble?.calls?.[call]) this.#tell({ kind: 'taken', call });
  }

  #failed(call: string, failure: HubSpotFailure): void {
    const { message: detail, kind, retryAfterMs } = failure;
    const now = this.deps.clock.now();
    const scopes = missingScopes(failure);
    if (scopes) {
      this.#lacking.set(call, now + SCOPES_MS);
      this.#tell({ kind: 'lacks-scopes', call, scopes, detail });
    } else if (kind === 'migrating' && retryAfterMs !== undefined) this.#suspend(now + retryAfterMs, detail);
  }

  #suspend(untilMs: number, detail: string): void {
    const known = Math.max(this.#suspendedUntilMs, this.deps.row()?.trouble?.untilMs ?? 0);
    if (known > this.deps.clock.now() && untilMs < known + LATER_MS) return;
    this.#suspendedUntilMs = untilMs;
    this.#tell({ kind: 'suspended', untilMs, detail });
  }

  /** What could not be told is met again by the next call, and told then. */
  #tell(report: PortalReport, failed: () => void = () => undefined): void {
    const { app, portal, log } = this.deps;
    this.deps.report(report).catch((error: unknown) => {
      failed();
      log.debug('the state of a portal could not be kept', { app, portal, kind: report.kind, error: String(error) });
    });
  }

  /** Somebody has to mend our own credentials: the portals are not to blame, and stay as they are. */
  #sayConfiguration({ message: detail }: TokenFailure): void {
    if (this.#saidConfiguration) return;
    this.#saidConfiguration = true;
    const { app, portal, log } = this.deps;
    log.error('HubSpot refuses our credentials: nothing can be told to the portal until they are mended', {
      app,
      portal,
      detail,
    });
  }
}

const GONE: TokenFailure = {
  kind: 'disconnected',
  message: 'the portal took its consent back: it is not called until the app is installed anew',
};
