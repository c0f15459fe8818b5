import type { Logger } from '../contract/logger.js';
import type { AccessTokens, TokenResult } from '../hubspot/oauth/access-tokens.js';

/**
 * Says once when a portal's token can no longer be had, and once when it can again: without one HubSpot hears of nothing, and
 * nothing else would tell.
 */
export function watchedTokens(
  tokens: AccessTokens,
  portal: { app: string; portal: string },
  log: Logger,
): AccessTokens {
  let saidRefused = false;
  /** A static token is handed out again although it was refused: that is no recovery. */
  let refusedToken: string | undefined;
  const watch = (result: TokenResult): TokenResult => {
    if (result.ok) {
      if (saidRefused && result.accessToken !== refusedToken) {
        log.info('the portal has a token again', portal);
        saidRefused = false;
      }
    } else if (result.failure.kind !== 'transient' && !saidRefused) {
      const { kind, message: detail } = result.failure;
      log.error('HubSpot refuses the portal’s token: nothing can be told to it until it has another', {
        ...portal,
        kind,
        detail,
      });
      saidRefused = true;
    }
    return result;
  };
  return {
    current: async () => watch(await tokens.current()),
    replace: async (old) => {
      refusedToken = old;
      return watch(await tokens.replace(old));
    },
  };
}
