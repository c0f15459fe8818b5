import type { AccessTokens } from '../client/access-tokens.js';

/** A token that was issued once and does not expire. When HubSpot refuses it there is no other. */
export function staticTokens(accessToken: string): AccessTokens {
  return {
    current: async () => ({ ok: true, accessToken }),
    replace: async () => ({
      ok: false,
      failure: { kind: 'disconnected', message: 'HubSpot refuses the configured access token' },
    }),
  };
}
