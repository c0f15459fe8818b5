import { notFound } from '../answers/api-error.js';
import type { Installation } from '../world/model.js';
import type { World } from '../world/world.js';
import { purgeAccount } from './connections.js';
import { type InstallPlace, installationOf, installKey, isInstalled, userOf } from './installation.js';
import { tellAppLifecycle } from './journal.js';
import { ALL_SCOPES, issueAccessToken, issueRefreshToken } from './tokens.js';

/** An app in a portal, with the tokens it has there. */
export interface Install {
  appId: string;
  portalId: string;
  accessToken: string;
  refreshToken: string;
}

/** The portal has agreed. Tells the journal, unless the app was installed already. @throws ApiError 404 */
export function recordInstall(grant: InstallPlace & { scopes: readonly string[] }, world: World): void {
  const { appId, portalId, scopes } = grant;
  const { state, scheduler } = world;
  const portal = state.portals.get(portalId);
  if (!state.apps.has(appId)) throw notFound('app', appId);
  if (!portal) throw notFound('portal', portalId);
  const known = isInstalled(grant, world) ? installationOf(grant, world) : undefined;
  const installation: Installation = {
    appId,
    portalId,
    scopes,
    userId: userOf(portal.actors.keys()),
    installedAtMs: known?.installedAtMs ?? scheduler.now(),
  };
  state.installs.set(installKey(grant), installation);
  if (!known) tellAppLifecycle('APP_INSTALL', installation, world);
}

/** Installs the app without consent page and code. */
export function install(place: InstallPlace & { scopes?: readonly string[] | undefined }, world: World): Install {
  const grant = { appId: place.appId, portalId: place.portalId, scopes: place.scopes ?? ALL_SCOPES };
  recordInstall(grant, world);
  return {
    appId: grant.appId,
    portalId: grant.portalId,
    accessToken: issueAccessToken(grant, world).token,
    refreshToken: issueRefreshToken(grant, world).token,
  };
}

/** The app leaves the portal: its tokens end, its webhooks stop. @throws ApiError 404 where it is not installed */
export function uninstall(place: InstallPlace, world: World): void {
  const { state, scheduler, switches } = world;
  const found = installationOf(place, world);
  if (!found || !isInstalled(place, world)) throw notFound('install', installKey(place));
  if (switches.purgeOnUninstall) purgeAccounts(place, world);
  found.uninstalledAtMs = scheduler.now();
  for (const tokens of [state.accessTokens, state.refreshTokens, state.codes]) {
    for (const [text, token] of tokens) {
      if (token.appId === place.appId && token.portalId === place.portalId) tokens.delete(text);
    }
  }
  tellAppLifecycle('APP_UNINSTALL', found, world);
}

function purgeAccounts({ appId, portalId }: InstallPlace, world: World): void {
  const { accounts, channels } = world.state;
  for (const account of accounts.values()) {
    const own = account.portalId === portalId && channels.get(account.channelId)?.appId === appId;
    if (own && account.archivedAtMs === undefined) purgeAccount(account.id, world);
  }
}
