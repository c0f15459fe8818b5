import type { ApiVersion } from '../../hubspot/api-version.js';
import { ok, type Reply } from '../answers/reply.js';
import type { ApiCall, Operation } from '../api/operation.js';
import { installationOf } from '../installs/installation.js';
import { recordInstall } from '../installs/installs.js';
import { isVerified } from '../installs/proof-key.js';
import { tokenFacts } from '../installs/token-facts.js';
import { issueAccessToken, issueRefreshToken } from '../installs/tokens.js';
import type { AuthorizationCode, EmulatedApp, RefreshToken } from '../world/model.js';
import type { World } from '../world/world.js';

const auth = 'open';
const method = 'POST';
const paths =
  (rest = '') =>
  (version: ApiVersion): string[] =>
    version === '2025-09' ? [] : [`/oauth/${version}/token${rest}`];

/** The token endpoint of each version; v1, whose parameters may be in the query too, is left out. Facts: reference §10. */
export const OAUTH_OPERATIONS: Operation[] = [
  { name: 'oauth.token', method, paths: paths(), auth, handle: asApp(token) },
  { name: 'oauth.introspect', method, paths: paths('/introspect'), auth, handle: asApp(introspect) },
  { name: 'oauth.revoke', method, paths: paths('/revoke'), auth, handle: asApp(revoke) },
];

type AppForm = (form: URLSearchParams, app: EmulatedApp, world: World) => Reply;

/** A form with the credentials of an app in it. */
function asApp(handle: AppForm): (call: ApiCall, world: World) => Reply {
  return (call, world) => {
    const form = new URLSearchParams(new TextDecoder().decode(call.body));
    const app = [...world.state.apps.values()].find((each) => each.clientId === form.get('client_id'));
    if (!app) return refused('BAD_CLIENT_ID', 'invalid_client', 'missing or unknown client id');
    if (app.clientSecret !== form.get('client_secret')) {
      return refused('BAD_CLIENT_SECRET', 'invalid_client', 'missing or invalid client secret');
    }
    return handle(form, app, world);
  };
}

function token(form: URLSearchParams, app: EmulatedApp, world: World): Reply {
  switch (form.get('grant_type')) {
    case 'refresh_token':
      return refresh(form, app, world);
    case 'authorization_code':
      return exchange(form, app, world);
    case 'client_credentials':
      return clientCredentials(form, app, world);
    default:
      return refused('BAD_GRANT_TYPE', 'unsupported_grant_type', 'missing or unknown grant type');
  }
}

function refresh(form: URLSearchParams, app: EmulatedApp, world: World): Reply {
  const { state, switches } = world;
  const held = state.refreshTokens.get(form.get('refresh_token') ?? '');
  if (held?.appId !== app.appId) {
    return refused('BAD_REFRESH_TOKEN', 'invalid_grant', 'refresh token is invalid, expired or revoked');
  }
  if (!state.portals.has(held.portalId)) return refused('BAD_HUB', 'access_denied', 'missing or unknown hub id');
  const scopes = installationOf(held, world)?.scopes ?? held.scopes;
  if (!switches.rotateRefreshTokens) return granted({ ...held, scopes }, world);
  state.refreshTokens.delete(held.token);
  return granted(issueRefreshToken({ ...held, scopes }, world), world);
}

/** A code is used once. With the exchange the app is installed. */
function exchange(form: URLSearchParams, app: EmulatedApp, world: World): Reply {
  const code = world.state.codes.get(form.get('code') ?? '');
  if (code?.appId !== app.appId || code.expiresAtMs <= world.scheduler.now()) {
    return refused('BAD_AUTH_CODE', 'invalid_grant', 'missing or unknown auth code');
  }
  const problem = refusalOf(code, form);
  if (problem) return problem;
  world.state.codes.delete(code.token);
  recordInstall(code, world);
  return granted(issueRefreshToken(code, world), world);
}

function refusalOf({ redirectUri, challenge }: AuthorizationCode, form: URLSearchParams): Reply | undefined {
  if (redirectUri !== undefined && redirectUri !== form.get('redirect_uri')) {
    return refused('BAD_REDIRECT_URI', 'invalid_grant', 'missing or invalid redirect URI');
  }
  if (challenge !== undefined && !isVerified(challenge, form.get('code_verifier'))) {
    return refused('BAD_AUTH_CODE', 'invalid_grant', 'missing or invalid code verifier');
  }
  return undefined;
}

/** The token carries what was asked for and the app may have. */
function clientCredentials(form: URLSearchParams, app: EmulatedApp, world: World): Reply {
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const scopes = asked.filter((scope) => app.clientScopes?.includes(scope) ?? true);
  const issued = issueAccessToken({ appId: app.appId, scopes }, world);
  return ok({
    token_type: 'bearer',
    token_use: 'client_credentials',
    access_token: issued.token,
    expires_in: lifetimeSeconds(world),
    scopes,
  });
}

function granted(grant: RefreshToken, world: World): Reply {
  const issued = issueAccessToken(grant, world);
  return ok({
    token_type: 'bearer',
    token_use: 'access_token',
    access_token: issued.token,
    refresh_token: grant.token,
    expires_in: lifetimeSeconds(world),
    hub_id: Number(grant.portalId),
    scopes: grant.scopes,
  });
}

function lifetimeSeconds({ switches }: World): number {
  return Math.floor(switches.accessTokenLifetimeMs / 1000);
}

/** The specification names the member `token`, the guide `access_token` or `refresh_token`. */
function introspect(form: URLSearchParams, app: EmulatedApp, world: World): Reply {
  const text = form.get('token') ?? form.get('access_token') ?? form.get('refresh_token') ?? '';
  return ok(tokenFacts(text, app, world));
}

/** Neither uninstalls the app nor ends other tokens. */
function revoke(form: URLSearchParams, app: EmulatedApp, { state }: World): Reply {
  const text = form.get('token') ?? form.get('refresh_token') ?? '';
  for (const tokens of [state.refreshTokens, state.accessTokens]) {
    if (tokens.get(text)?.appId === app.appId) tokens.delete(text);
  }
  return { status: 200, empty: true };
}

function refused(status: string, error: string, message: string): Reply {
  return ok({ status, error, error_description: message, message }, 400);
}
