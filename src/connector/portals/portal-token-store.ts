import type { Clock } from '../../contract/clock.js';
import type { PortalRow } from '../../directory/portals/portal-row.js';
import { type RefreshedTokens, TOKENS_REFRESHED } from '../../directory/portals/token-reducer.js';
import type { StoredTokens, TokenStore } from '../../hubspot/oauth/token-store.js';
import type { Submit } from '../../outbox/submit.js';

/** A portal's OAuth tokens in its row: read from memory, written through the fold. */
export class PortalTokenStore implements TokenStore {
  constructor(
    private readonly rowOf: (app: string, portal: string) => PortalRow | undefined,
    private readonly submit: Submit,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  async load(app: string, portal: string): Promise<StoredTokens | undefined> {
    const { refreshToken, version, accessToken, expiresAtMs } = this.rowOf(app, portal)?.tokens ?? { version: 0 };
    if (refreshToken === undefined) return undefined;
    return {
      version,
      refreshToken,
      ...(accessToken === undefined ? {} : { accessToken }),
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    };
  }

  async save(app: string, portal: string, tokens: StoredTokens, expectedVersion: number): Promise<boolean> {
    const body: RefreshedTokens = { tokens, expectedVersion };
    return (await this.submit({ kind: TOKENS_REFRESHED, app, portal, receivedAtMs: this.clock.now(), body })) === true;
  }
}
