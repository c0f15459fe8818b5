import { ApiError, expired, invalid, missingScopes, unauthenticated } from '../answers/api-error.js';
import type { AccessToken } from '../world/model.js';
import type { World } from '../world/world.js';
import type { ApiCall } from './operation.js';

/** Who calls. `portalId` is absent for calls that concern an app only. */
export interface Caller {
  appId: string;
  portalId?: string;
  scopes: readonly string[];
  /** The bucket of the quota that the call counts in. */
  quotaKey: string;
}

const quotaKeyOf = (appId: string, portalId?: string): string =>
  portalId === undefined ? `app:${appId}` : `app:${appId}/portal:${portalId}`;

/** @throws ApiError 401 */
export function portalCaller(call: ApiCall, world: World): Caller & { portalId: string } {
  const token = bearer(call, world);
  if (token.portalId === undefined) throw unauthenticated('This call needs the access token of an installed account.');
  const { appId, portalId, scopes } = token;
  return { appId, portalId, scopes, quotaKey: quotaKeyOf(appId, portalId) };
}

/** Who calls with a token of client credentials. @throws ApiError 401 */
export function clientCaller(call: ApiCall, world: World): Caller {
  const { appId, portalId, scopes } = bearer(call, world);
  if (portalId !== undefined) throw unauthenticated('This call needs a token of client credentials.');
  return { appId, scopes, quotaKey: quotaKeyOf(appId) };
}

/** Who calls a channel operation, as the switch `channelAuth` demands. @throws ApiError 400, 401 */
export function appCaller(call: ApiCall, world: World): Caller {
  const appId = appIdOf(call, world);
  return { appId, scopes: [], quotaKey: quotaKeyOf(appId) };
}

export function requireScope(caller: Caller, anyOf: readonly string[]): void {
  if (!anyOf.some((scope) => caller.scopes.includes(scope))) throw missingScopes(anyOf);
}

/** The portal of the token, good or not, so that faults for one portal find its calls. */
export function portalOf(call: ApiCall, world: World): string | undefined {
  return world.state.accessTokens.get(bearerText(call) ?? '')?.portalId;
}

function appIdOf(call: ApiCall, world: World): string {
  if (world.switches.channelAuth === 'client-credentials') return bearer(call, world).appId;
  const appId = call.query.get('appId');
  if (appId === null) throw invalid('The query parameter appId is required.');
  const app = world.state.apps.get(appId);
  if (world.switches.channelAuth === 'developer-key' && app?.developerApiKey !== call.query.get('hapikey')) {
    throw unauthenticated('The developer API key given is not valid for this app.');
  }
  if (!app) throw new ApiError(404, { message: `There is no app ${appId}.`, category: 'OBJECT_NOT_FOUND' });
  return appId;
}

function bearer(call: ApiCall, world: World): AccessToken {
  const text = bearerText(call);
  if (text === undefined) throw unauthenticated('Authentication credentials not found.');
  const token = world.state.accessTokens.get(text);
  if (!token) throw unauthenticated('The access token is not valid.');
  const now = world.scheduler.now();
  if (token.expiresAtMs !== undefined && token.expiresAtMs <= now) throw expired(token.expiresAtMs, now);
  return token;
}

function bearerText(call: ApiCall): string | undefined {
  return /^Bearer (\S+)$/i.exec(call.headers.authorization ?? '')?.[1];
}
