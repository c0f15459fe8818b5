import { injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import type { PortalConnectedPayload } from './portal-event.js';
import { PORTALS, type PortalRow } from './portal-row.js';

export const PORTAL_INSTALLED = 'portal.installed';

/** An admin has installed the app, and HubSpot has given us tokens for it. */
export interface InstalledPortal {
  tokens: { accessToken: string; refreshToken: string; expiresAtMs: number };
  /** What they allow; absent where HubSpot did not say. */
  scopes?: string[];
  /** What the app needs and was not granted. */
  missingScopes: string[];
  installedAtMs: number;
}

/**
 * Makes a portal of an install, or gives the one we know its new tokens: whatever kept it from being connected is over, but for scopes
 * that are missing still. A seed it came from is remembered: only an edited one takes the tokens away again.
 */
@injectable()
export class InstallReducer implements Reducer {
  readonly kinds = [PORTAL_INSTALLED];

  reduce({ app, portal, body }: FoldEvent, tx: Tx): void {
    const { tokens, scopes, missingScopes, installedAtMs } = body as InstalledPortal;
    const before = tx.get(PORTALS, PORTALS.key({ app, portal } as PortalRow));
    const missing = missingScopes.length === 0 ? {} : { missingScopes };
    tx.put(PORTALS, {
      app,
      portal,
      tokens: { ...tokens, version: (before?.tokens.version ?? 0) + 1 },
      ...(before?.seed === undefined ? {} : { seed: before.seed }),
      ...(scopes === undefined ? {} : { scopes }),
      installedAtMs,
      ...(missingScopes.length === 0
        ? { state: 'connected' }
        : { state: 'degraded', trouble: { sinceMs: tx.nowMs, detail: lacking(missingScopes), missingScopes } }),
    });
    tx.journal({
      type: PORTAL_INSTALLED,
      atMs: tx.nowMs,
      app,
      portal,
      data: { was: before?.state ?? null, ...missing },
    });
    const payload: PortalConnectedPayload = { app, portal, atMs: tx.nowMs, ...missing };
    tx.emit({ type: 'portal.connected', payload });
  }
}

function lacking(scopes: readonly string[]): string {
  return `the install did not grant ${scopes.join(', ')}`;
}
