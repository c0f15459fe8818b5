import type { AccessToken, AuthorizationCode, RefreshToken } from '../world/model.js';
import type { World } from '../world/world.js';

/** What a connector asks for in full: channels, the inbox, contacts and files (reference §1.2). */
export const ALL_SCOPES: readonly string[] = [
  'oauth',
  'conversations.custom_channels.read',
  'conversations.custom_channels.write',
  'conversations.read',
  'conversations.write',
  'crm.objects.contacts.write',
  'files',
];

/** What a token allows. Without `portalId`: a token of client credentials. */
export interface Grant {
  appId: string;
  portalId?: string;
  scopes: readonly string[];
}

/** A new access token. It lives as long as the switch says. */
export function issueAccessToken({ appId, portalId, scopes }: Grant, world: World): AccessToken {
  const { state, scheduler, switches, random } = world;
  const token: AccessToken = {
    token: `na1-access-${random.uuid()}`,
    appId,
    scopes,
    expiresAtMs: scheduler.now() + switches.accessTokenLifetimeMs,
    ...(portalId === undefined ? {} : { portalId }),
  };
  state.accessTokens.set(token.token, token);
  return token;
}

/** What a code is given for. */
export type CodeGrant = Omit<AuthorizationCode, 'token' | 'expiresAtMs'>;

/** A new code for the token endpoint. */
export function issueCode(grant: CodeGrant, world: World): string {
  const { state, scheduler, switches, random } = world;
  const token = random.uuid();
  state.codes.set(token, { ...grant, token, expiresAtMs: scheduler.now() + switches.codeLifetimeMs });
  return token;
}

export function issueRefreshToken(
  { appId, portalId, scopes }: Omit<RefreshToken, 'token'>,
  world: World,
): RefreshToken {
  const token: RefreshToken = { token: `na1-refresh-${world.random.uuid()}`, appId, portalId, scopes };
  world.state.refreshTokens.set(token.token, token);
  return token;
}
