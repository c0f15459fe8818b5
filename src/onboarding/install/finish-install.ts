import type { Logger } from '../../contract/logger.js';
import { type InstalledPortal, PORTAL_INSTALLED } from '../../directory/portals/install-reducer.js';
import type { TokenFailure } from '../../hubspot/client/access-tokens.js';
import { missingScopes } from '../../hubspot/oauth/scopes.js';
import type { IssuedTokens, IssueResult, ReceivedCode, TokenEndpoint } from '../../hubspot/oauth/token-endpoint.js';
import type { Append } from '../../outbox/append.js';
import { slotOf } from '../../outbox/slot.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { callbackUrl } from './begin-install.js';
import type { InstallApp } from './install-app.js';
import type { InstallOutcome } from './install-outcome.js';
import type { InstallState } from './install-state.js';
import { type FollowedPortals, untilInstalled } from './until-installed.js';

export interface FinishInstallDeps {
  publicUrl: string;
  append: Append;
  portals: FollowedPortals;
  scheduler: Scheduler;
  log: Logger;
}

/** Tokens, and for whom they are. */
interface Granted {
  portalId: string;
  refreshToken: string;
  tokens: IssuedTokens;
}

/**
 * Turns a code of HubSpot into a portal. Whoever calls has made sure that the install was begun in the browser that brings the code.
 * Never rejects.
 */
export async function finishInstall(
  deps: FinishInstallDeps,
  app: InstallApp,
  { portalId: asked, returnTo, verifier }: InstallState,
  code: string,
): Promise<InstallOutcome> {
  const answer = await granted(app.endpoint, { code, verifier, redirectUri: callbackUrl(deps.publicUrl, app.name) });
  if (!answer.ok) return refusal(answer.failure, app.name, deps.log);
  const { portalId } = answer.granted;
  if (asked !== undefined && asked !== portalId) return { kind: 'other-portal', asked, chosen: portalId };
  const installed = await record(deps, app, answer.granted);
  if (installed === undefined) return { kind: 'unavailable' };
  return {
    kind: 'installed',
    portalId,
    missingScopes: installed.missingScopes,
    installedAtMs: installed.installedAtMs,
    known: await untilInstalled(deps, { app: app.name, portal: portalId }, installed.installedAtMs),
    ...(returnTo === undefined ? {} : { returnTo }),
  };
}

type Answer = { ok: true; granted: Granted } | { ok: false; failure: TokenFailure };

async function granted(endpoint: InstallApp['endpoint'], received: ReceivedCode): Promise<Answer> {
  const answer = await exchanged(endpoint, received);
  if (!answer.ok) return answer;
  const known = await withPortal(endpoint, answer.tokens);
  if (!known.ok) return known;
  const { portalId, refreshToken } = known.tokens;
  if (portalId === undefined) return unexpected('HubSpot does not say which account the tokens are for');
  if (refreshToken === undefined) return unexpected('HubSpot gave no refresh token');
  return { ok: true, granted: { portalId, refreshToken, tokens: known.tokens } };
}

/**
 * Whether HubSpot takes a verifier is not documented on every page: where it will not have one, once without. Never where it is the
 * code that is refused: then the code may not be that of this browser.
 */
async function exchanged(endpoint: Pick<TokenEndpoint, 'exchangeCode'>, received: ReceivedCode): Promise<IssueResult> {
  const answer = await endpoint.exchangeCode(received);
  if (answer.ok || isCodeRefused(answer.failure) || answer.failure.kind === 'transient') return answer;
  if (!/code.?verifier|pkce/i.test(answer.failure.message)) return answer;
  const { verifier: _refused, ...plain } = received;
  return endpoint.exchangeCode(plain);
}

/** Older versions of the endpoint do not say whom the tokens are for. */
async function withPortal(endpoint: Pick<TokenEndpoint, 'introspect'>, tokens: IssuedTokens): Promise<IssueResult> {
  if (tokens.portalId !== undefined) return { ok: true, tokens };
  const asked = await endpoint.introspect(tokens.accessToken);
  return asked.ok ? { ok: true, tokens: { ...tokens, ...asked.facts } } : asked;
}

/** @returns what was appended; `undefined`: it could not be */
async function record(
  { append, scheduler, log }: FinishInstallDeps,
  app: InstallApp,
  { portalId: portal, refreshToken, tokens }: Granted,
): Promise<InstalledPortal | undefined> {
  const { accessToken, expiresAtMs, scopes } = tokens;
  const installedAtMs = scheduler.now();
  const body: InstalledPortal = {
    tokens: { accessToken, refreshToken, expiresAtMs },
    ...(scopes === undefined ? {} : { scopes }),
    missingScopes: scopes === undefined ? [] : missingScopes(app, scopes),
    installedAtMs,
  };
  const slot = slotOf(app.name, portal);
  try {
    await append([
      { kind: PORTAL_INSTALLED, slot, app: app.name, portal, receivedAtMs: installedAtMs, body: { ...body } },
    ]);
    return body;
  } catch (error) {
    log.error('an install could not be kept', { app: app.name, portal, error: String(error) });
    return undefined;
  }
}

const CREDENTIALS =
  'Compare `clientId`, the first of `clientSecrets` and the redirect URL with the app’s page at HubSpot: `channelwright doctor` tries the first two, `channelwright app manifest` prints the third';

/** Used already, too old, or not of this install. */
function isCodeRefused({ kind, code }: TokenFailure): boolean {
  return kind === 'disconnected' || code === 'BAD_AUTH_CODE';
}

function refusal(failure: TokenFailure, app: string, log: Logger): InstallOutcome {
  const { kind, code, status, message } = failure;
  const outcome = isCodeRefused(failure) ? 'code-refused' : kind === 'transient' ? 'unavailable' : 'misconfigured';
  const fields = { app, outcome, code, status, detail: message };
  if (outcome === 'misconfigured')
    log.error('HubSpot refuses the credentials of the app at an install', { ...fields, remedy: CREDENTIALS });
  else log.warn('an install came to no end', fields);
  return { kind: outcome };
}

function unexpected(message: string): { ok: false; failure: TokenFailure } {
  return { ok: false, failure: { kind: 'transient', message } };
}
