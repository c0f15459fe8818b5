import type { Clock } from '../../contract/clock.js';
import { authorizeUrl } from '../../hubspot/oauth/authorize-url.js';
import { askedScopes } from '../../hubspot/oauth/scopes.js';
import type { IngressResponse } from '../../ingress/http/ingress-request.js';
import { publicUrl } from '../../ingress/http/public-url.js';
import type { Random } from '../../policy/random.js';
import { redirect } from '../page.js';
import type { InstallApp } from './install-app.js';
import { InstallCookie } from './install-cookie.js';
import { type InstallStates, stateOf } from './install-state.js';
import { returnPath } from './return-path.js';

/** How long an admin may look at the consent page, ms. */
export const INSTALL_LIFE_MS = 10 * 60_000;

export interface BeginInstallDeps {
  publicUrl: string;
  states: InstallStates;
  clock: Pick<Clock, 'now'>;
  random: Random;
}

export interface WantedInstall {
  /** Where it is known which account is meant: an install into another one is refused. */
  portalId?: string;
  /** Path and query of our connect page, to go on there afterwards. Anything else is left out. */
  returnTo?: string;
  /** After a form has been sent: 303. Default: 302. */
  status?: 302 | 303;
}

/**
 * Sends a browser to HubSpot's consent page, and binds the install to that browser. Also what the connect page answers with, where the
 * portal has no tokens yet: the cookie may be set from there, and the staging token does not have to go into one more address.
 */
export function beginInstall(
  { publicUrl: configuredUrl, states, clock, random }: BeginInstallDeps,
  app: InstallApp,
  { portalId, returnTo, status = 302 }: WantedInstall,
): IngressResponse {
  const back = returnTo === undefined ? undefined : returnPath(returnTo, configuredUrl);
  const of = portalId === undefined ? {} : { portalId };
  const nonce = secret(random);
  const verifier = secret(random);
  const expiresAtMs = clock.now() + INSTALL_LIFE_MS;
  const sealed = states.seal({
    app: app.name,
    ...of,
    ...(back === undefined ? {} : { returnTo: back }),
    verifier,
    nonce,
    expiresAtMs,
  });
  const { required, optional } = askedScopes(app);
  const location = authorizeUrl({
    ...app,
    ...of,
    redirectUri: callbackUrl(configuredUrl, app.name),
    scopes: required,
    optionalScopes: optional,
    state: stateOf(nonce),
    verifier,
  });
  const cookie = new InstallCookie(configuredUrl, app.name).set(sealed, INSTALL_LIFE_MS);
  return redirect(location, { status, headers: { 'set-cookie': cookie } });
}

/** To be entered at HubSpot as the app's redirect URL. */
export function callbackUrl(configuredUrl: string, app: string): string {
  return `${configuredUrl}/oauth/${encodeURIComponent(app)}/callback`;
}

/** Where a browser is told what came of an install. Path only. */
export function outcomePath(configuredUrl: string, app: string): string {
  return `${publicUrl(configuredUrl).prefix}/oauth/${encodeURIComponent(app)}/outcome`;
}

/** Where an install begins. */
export function installUrl(configuredUrl: string, app: string): string {
  return `${configuredUrl}/oauth/${encodeURIComponent(app)}/install`;
}

/** 244 random bits, in characters that PKCE allows. */
function secret(random: Random): string {
  return `${random.uuid()}${random.uuid()}`.replaceAll('-', '');
}
