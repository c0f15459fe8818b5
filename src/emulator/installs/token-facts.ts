import type { AccessToken, EmulatedApp, RefreshToken } from '../world/model.js';
import type { World } from '../world/world.js';
import { installationOf } from './installation.js';

/** What introspection tells of a token: of one that is not the app's own, or has ended, only that. */
export function tokenFacts(text: string, app: EmulatedApp, world: World): object {
  const { accessTokens, refreshTokens } = world.state;
  const refresh = refreshTokens.get(text);
  if (refresh?.appId === app.appId) return { ...shared(refresh, app, world), token_use: 'refresh_token' };
  const access = accessTokens.get(text);
  const live = access !== undefined && (access.expiresAtMs === undefined || access.expiresAtMs > world.scheduler.now());
  return live && access.appId === app.appId && access.portalId !== undefined
    ? accessFacts({ ...access, portalId: access.portalId }, app, world)
    : { active: false };
}

type PortalToken = AccessToken & { portalId: string };

function shared(token: PortalToken | RefreshToken, app: EmulatedApp, world: World) {
  return {
    active: true,
    token: token.token,
    token_type: 'bearer',
    app_id: Number(token.appId),
    client_id: app.clientId,
    hub_id: Number(token.portalId),
    user_id: userId(token, world),
    scopes: token.scopes,
  };
}

function accessFacts(token: PortalToken, app: EmulatedApp, world: World): object {
  const now = world.scheduler.now();
  const expiresAtMs = token.expiresAtMs ?? now + world.switches.accessTokenLifetimeMs;
  return {
    ...shared(token, app, world),
    token_use: 'access_token',
    expires_in: Math.floor((expiresAtMs - now) / 1000),
    is_private_distribution: false,
    signed_access_token: signed(token, expiresAtMs, world),
  };
}

/** What HubSpot's own services read. Nothing outside HubSpot can check its signatures. */
function signed(token: PortalToken, expiresAt: number, world: World): object {
  return {
    expiresAt,
    scopes: '',
    hubId: Number(token.portalId),
    userId: userId(token, world),
    appId: Number(token.appId),
    signature: '',
    scopeToScopeGroupPks: '',
    newSignature: '',
    hublet: 'na1',
    trialScopes: '',
    trialScopeToScopeGroupPks: '',
    isUserLevel: false,
    installingUserId: userId(token, world),
    isServiceAccount: false,
    isPrivateDistribution: false,
    audience: 'emulator',
    appInstallId: `${token.appId}-${token.portalId}`,
  };
}

function userId({ appId, portalId }: PortalToken | RefreshToken, world: World): number {
  return Number(installationOf({ appId, portalId }, world)?.userId ?? 0);
}
