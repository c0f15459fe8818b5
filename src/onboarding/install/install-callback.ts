import type { Logger } from '../../contract/logger.js';
import type { IngressRequest, IngressResponse } from '../../ingress/http/ingress-request.js';
import { redirect } from '../page.js';
import { outcomePath } from './begin-install.js';
import { finishInstall } from './finish-install.js';
import type { InstallApp } from './install-app.js';
import { InstallCookie, installCookieIn } from './install-cookie.js';
import type { InstallParts } from './install-deps.js';
import type { InstallOutcome } from './install-outcome.js';
import { nextPage } from './install-pages.js';
import { type InstallState, isStateOf } from './install-state.js';
import { OUTCOME_LIFE_MS } from './kept-outcome.js';
import { isFirstUse } from './state-used.js';

/** Of what HubSpot says, so many characters are kept: a cookie has no more than 4096 bytes. */
const LONGEST_WORDS = 300;

const CAME_BEFORE = 'it came before';

/**
 * Takes a browser that HubSpot has sent back. Whatever comes of it, the state has had its use, and the browser goes on to an address
 * that holds neither it nor the code, and that may be loaded as often as one likes.
 */
export async function installCallback(
  parts: InstallParts,
  app: InstallApp,
  request: IngressRequest,
  query: URLSearchParams,
): Promise<IngressResponse> {
  const plain = outcomePath(parts.publicUrl, app.name);
  const state = stateFrom(parts, app, request.headers['cookie'], query.get('state') ?? '');
  const outcome = state && (await outcomeOf(parts, app, state, request, query));
  // What it has come to before may be in the cookie: this address may have been loaded once more.
  if (!outcome) return redirect(plain, { status: 303 });
  const expiresAtMs = parts.clock.now() + OUTCOME_LIFE_MS;
  const kept = parts.outcomes.seal({ app: app.name, outcome, expiresAtMs });
  const cookies = [new InstallCookie(parts.publicUrl, app.name).set(kept, OUTCOME_LIFE_MS)];
  if (outcome.kind === 'installed') cookies.push(parts.proof.give(app.name, outcome.portalId));
  return redirect(nextPage(outcome) ?? plain, { status: 303, headers: { 'set-cookie': cookies } });
}

/** The state of an install that this browser has begun, for this app, a short while ago, and that comes for the first time. */
function stateFrom(
  { states, unusedStates, clock, log }: InstallParts,
  { name: app }: InstallApp,
  cookies: string | undefined,
  given: string,
): InstallState | undefined {
  const sealed = installCookieIn(cookies);
  const state = sealed === undefined ? undefined : states.open(sealed);
  const doubt = doubtOf(state, app, given, clock.now()) ?? (unusedStates.mayTry(given) ? undefined : CAME_BEFORE);
  if (doubt === undefined) return state;
  warn(log, app, doubt);
  return undefined;
}

function warn(log: Logger, app: string, doubt: string): void {
  log.warn('a browser came back from HubSpot with an install it has not under way', { app, doubt });
}

function doubtOf(state: InstallState | undefined, app: string, given: string, nowMs: number): string | undefined {
  if (!state) return 'no cookie of ours';
  if (state.app !== app) return 'the cookie is of another app';
  if (!isStateOf(given, state.nonce)) return 'the state is of another browser or another try';
  return state.expiresAtMs <= nowMs ? 'too late' : undefined;
}

/** `undefined`: the state came before, at another replica. */
async function outcomeOf(
  parts: InstallParts,
  app: InstallApp,
  state: InstallState,
  { client }: IngressRequest,
  query: URLSearchParams,
): Promise<InstallOutcome | undefined> {
  const [error, code] = [query.get('error'), query.get('code')];
  if (error !== null) {
    const description = (query.get('error_description') ?? error).slice(0, LONGEST_WORDS);
    return { kind: 'declined', description };
  }
  if (code === null || code === '') return { kind: 'stale' };
  if (!parts.exchanges.mayTry(app.name, { client })) {
    parts.log.warn('too many browsers bring codes for an app: some are not exchanged', { app: app.name });
    return { kind: 'unavailable' };
  }
  const isFirst = await firstUse(parts, app, state, query.get('state') ?? '');
  if (isFirst === undefined) return { kind: 'unavailable' };
  if (!isFirst) {
    warn(parts.log, app.name, CAME_BEFORE);
    return undefined;
  }
  const outcome = await finishInstall(parts, app, state, code);
  if (outcome.kind === 'installed') parts.exchanges.giveBack(app.name);
  return outcome;
}

/** `undefined`: our store cannot say. */
async function firstUse(
  { append, clock, log }: InstallParts,
  { name: app }: InstallApp,
  { expiresAtMs }: InstallState,
  state: string,
): Promise<boolean | undefined> {
  try {
    return await isFirstUse(append, { app, state, expiresAtMs }, clock.now());
  } catch (error) {
    log.error('the state of an install could not be looked up', { app, error: String(error) });
    return undefined;
  }
}
