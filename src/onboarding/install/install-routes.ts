import type { IngressRequest, IngressResponse, PageRoute } from '../../ingress/http/ingress-request.js';
import { requestTarget } from '../../ingress/http/public-url.js';
import { AttemptLimit } from '../attempt-limit.js';
import { FairLimit } from '../fair-limit.js';
import { redirect } from '../page.js';
import { pageLanguage } from '../page-language.js';
import { beginInstall, installUrl } from './begin-install.js';
import type { InstallApp } from './install-app.js';
import { installCallback } from './install-callback.js';
import { installCookieIn } from './install-cookie.js';
import type { InstallDeps, InstallParts } from './install-deps.js';
import type { InstallOutcome } from './install-outcome.js';
import { nextPage, outcomePage, refusalPage } from './install-pages.js';

/** Characters of a request line. What HubSpot and we make is far shorter. */
const LONGEST_TARGET = 6_000;

/** Codes of strangers for one app, in each process: its token endpoint also serves the refreshes of all portals. */
const EXCHANGES = { each: 30, all: 300 };

type Answer = (
  parts: InstallParts,
  app: InstallApp,
  request: IngressRequest,
  query: URLSearchParams,
) => Promise<IngressResponse> | IngressResponse;

/** `/oauth/{app}/install`, `/oauth/{app}/callback` and `/oauth/{app}/outcome`. */
export function installRoutes(deps: InstallDeps): PageRoute[] {
  const { clock } = deps;
  const parts: InstallParts = {
    ...deps,
    exchanges: new FairLimit(clock, EXCHANGES),
    unusedStates: new AttemptLimit(clock, 1),
  };
  const route = (path: string, answer: Answer): PageRoute => ({
    path,
    maxBodyBytes: 0,
    handle: async (request, { app: name = '' }) => {
      const language = pageLanguage(request.headers['accept-language']);
      const target = requestTarget(request.url);
      if (request.method !== 'GET') return refusalPage('wrongMethod', language);
      if (target.length > LONGEST_TARGET) return refusalPage('tooLong', language);
      const app = deps.apps.get(name);
      if (!app) return refusalPage(deps.elsewhere?.app(name) ? 'appElsewhere' : 'unknownApp', language);
      return answer(parts, app, request, new URLSearchParams(target.split('?', 2)[1] ?? ''));
    },
  });
  return [
    route('/oauth/:app/install', install),
    route('/oauth/:app/callback', installCallback),
    route('/oauth/:app/outcome', outcome),
  ];
}

const install: Answer = (parts, app, _request, query) => {
  const portalId = query.get('portalId') ?? '';
  const returnTo = query.get('returnTo');
  return beginInstall(parts, app, {
    ...(/^\d{1,19}$/.test(portalId) ? { portalId } : {}),
    ...(returnTo === null ? {} : { returnTo }),
  });
};

/** Whatever came of the last install of this browser, for as long as it may be asked again. */
const outcome: Answer = (parts, app, { headers }) => {
  const sealed = installCookieIn(headers['cookie']);
  const kept = sealed === undefined ? undefined : parts.outcomes.open(sealed);
  const isOurs = kept?.app === app.name && kept.expiresAtMs > parts.clock.now();
  const known = isOurs ? asOfNow(parts, app, kept.outcome) : ({ kind: 'stale' } as const);
  const goOnAt = nextPage(known);
  if (goOnAt !== undefined) return redirect(goOnAt);
  const language = pageLanguage(headers['accept-language']);
  return outcomePage(known, { ...app, language, installUrl: installUrl(parts.publicUrl, app.name) });
};

/** The portal may have come to work since. */
function asOfNow({ portals }: InstallParts, { name }: InstallApp, outcome: InstallOutcome): InstallOutcome {
  if (outcome.kind !== 'installed' || outcome.known) return outcome;
  const row = portals.row(name, outcome.portalId);
  return { ...outcome, known: (row?.installedAtMs ?? 0) >= outcome.installedAtMs };
}
