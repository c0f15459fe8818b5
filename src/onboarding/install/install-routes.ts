import type { IngressRequest, IngressResponse, PageRoute } from '../../ingress/ingress-request.js';
import { requestTarget } from '../../ingress/public-url.js';
import { AttemptLimit } from '../attempt-limit.js';
import { pageLanguage } from '../page-language.js';
import { type BeginInstallDeps, beginInstall, installUrl } from './begin-install.js';
import { type FinishInstallDeps, finishInstall } from './finish-install.js';
import type { InstallApp } from './install-app.js';
import { InstallCookie, installCookieIn } from './install-cookie.js';
import type { InstallOutcome } from './install-outcome.js';
import { outcomePage, refusalPage } from './install-pages.js';
import { type InstallState, isStateOf } from './install-state.js';

export interface InstallDeps extends BeginInstallDeps, FinishInstallDeps {
  /** By name. */
  apps: ReadonlyMap<string, InstallApp>;
}

/** Characters of a request line. What HubSpot and we make is far shorter. */
const LONGEST_TARGET = 6_000;

/** Codes exchanged for one app by one process, in ten minutes: its token endpoint also serves the refreshes of all portals. */
const MOST_EXCHANGES = 300;

/** What the pages share. */
interface InstallParts extends InstallDeps {
  exchangeLimit: AttemptLimit;
}

/** `/oauth/{app}/install` and `/oauth/{app}/callback`. */
export function installRoutes(deps: InstallDeps): PageRoute[] {
  const parts: InstallParts = { ...deps, exchangeLimit: new AttemptLimit(deps.clock, MOST_EXCHANGES) };
  const route = (path: string, answer: Answer): PageRoute => ({
    path,
    maxBodyBytes: 0,
    handle: async (request, { app: name = '' }) => {
      const language = pageLanguage(request.headers['accept-language']);
      const target = requestTarget(request.url);
      if (request.method !== 'GET') return refusalPage('wrongMethod', language);
      if (target.length > LONGEST_TARGET) return refusalPage('tooLong', language);
      const app = deps.apps.get(name);
      if (!app) return refusalPage('unknownApp', language);
      return answer(parts, app, request, new URLSearchParams(target.split('?', 2)[1] ?? ''));
    },
  });
  return [route('/oauth/:app/install', install), route('/oauth/:app/callback', callback)];
}

type Answer = (
  deps: InstallParts,
  app: InstallApp,
  request: IngressRequest,
  query: URLSearchParams,
) => Promise<IngressResponse>;

const install: Answer = async (deps, app, _request, query) => {
  const portalId = query.get('portalId') ?? '';
  const returnTo = query.get('returnTo');
  return beginInstall(deps, app, {
    ...(/^\d{1,19}$/.test(portalId) ? { portalId } : {}),
    ...(returnTo === null ? {} : { returnTo }),
  });
};

const callback: Answer = async (deps, app, { headers }, query) => {
  const language = pageLanguage(headers['accept-language']);
  const place = { ...app, language, installUrl: installUrl(deps.publicUrl, app.name) };
  const state = stateFrom(deps, app, headers.cookie, query.get('state') ?? '');
  if (!state) return outcomePage({ kind: 'stale' }, place);
  // Whatever comes of it: this state has had its use.
  const cleared = new InstallCookie(deps.publicUrl, app.name).clear();
  return outcomePage(await outcomeOf(deps, app, state, query), { ...place, headers: cleared });
};

/** The state of an install that this browser has begun, for this app, a short while ago. */
function stateFrom(
  { states, clock, log }: InstallDeps,
  { name: app }: InstallApp,
  cookies: string | undefined,
  given: string,
): InstallState | undefined {
  const sealed = installCookieIn(cookies);
  const state = sealed === undefined ? undefined : states.open(sealed);
  const doubt = doubtOf(state, app, given, clock.now());
  if (doubt === undefined) return state;
  log.warn('a browser came back from HubSpot with an install it has not under way', { app, doubt });
  return undefined;
}

function doubtOf(state: InstallState | undefined, app: string, given: string, nowMs: number): string | undefined {
  if (!state) return 'no cookie of ours';
  if (state.app !== app) return 'the cookie is of another app';
  if (!isStateOf(given, state.nonce)) return 'the state is of another browser or another try';
  return state.expiresAtMs <= nowMs ? 'too late' : undefined;
}

function outcomeOf(
  deps: InstallParts,
  app: InstallApp,
  state: InstallState,
  query: URLSearchParams,
): Promise<InstallOutcome> | InstallOutcome {
  const [error, code] = [query.get('error'), query.get('code')];
  if (error !== null) return { kind: 'declined', description: query.get('error_description') ?? error };
  if (code === null || code === '') return { kind: 'stale' };
  if (deps.exchangeLimit.mayTry(app.name)) return finishInstall(deps, app, state, code);
  deps.log.warn('too many browsers bring codes for an app: those of the next minutes are not exchanged', {
    app: app.name,
  });
  return { kind: 'unavailable' };
}
