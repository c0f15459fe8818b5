import type { Clock } from '../../contract/clock.js';
import type { AccessTokens, TokenResult } from '../client/access-tokens.js';
import type { IssueResult } from './token-endpoint.js';

/** A token this close to its end may end on the way, ms. */
const MARGIN_MS = 60_000;

interface Held {
  accessToken: string;
  goodUntilMs: number;
}

/**
 * The token of an app itself, by client credentials: kept until shortly before it expires, asked for once at a time. Never stored:
 * another one costs one call.
 *
 * @param ask for a new one
 */
export function appTokens(ask: () => Promise<IssueResult>, clock: Pick<Clock, 'now'>): AccessTokens {
  let held: Held | undefined;
  let asking: Promise<TokenResult> | undefined;

  const renew = (): Promise<TokenResult> => {
    asking ??= issue().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  const issue = async (): Promise<TokenResult> => {
    const answer = await ask();
    if (!answer.ok) {
      // There is no portal that could have taken anything back.
      const { kind, ...failure } = answer.failure;
      return { ok: false, failure: { ...failure, kind: kind === 'transient' ? kind : 'configuration' } };
    }
    const { accessToken, expiresAtMs, lifetimeMs } = answer.tokens;
    held = { accessToken, goodUntilMs: expiresAtMs - Math.min(MARGIN_MS, lifetimeMs / 2) };
    return { ok: true, accessToken };
  };

  return {
    current: async () =>
      held !== undefined && clock.now() < held.goodUntilMs ? { ok: true, accessToken: held.accessToken } : renew(),
    replace: async (refused) => {
      if (held !== undefined && held.accessToken !== refused) return { ok: true, accessToken: held.accessToken };
      held = undefined;
      return renew();
    },
  };
}
