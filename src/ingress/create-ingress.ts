import createRouter from 'find-my-way';
import type { ErrorCode } from '../errors/registry.js';
import { BodyBudget } from './http/body-budget.js';
import { GIVEN_UP } from './http/body-read.js';
import { errorResponse } from './http/error-response.js';
import type {
  Audience,
  IngressRequest,
  IngressResponse,
  IngressRoute,
  RequestHead,
  UnreadBody,
} from './http/ingress-request.js';
import { publicUrl, requestTarget } from './http/public-url.js';
import type { WebhookSide } from './ingress-counters.js';
import type { IngressDeps } from './ingress-deps.js';
import { probeRoutes } from './probe-routes.js';
import { hubspotWebhook } from './webhooks/hubspot-webhook.js';
import { mend } from './webhooks/mend.js';
import { providerWebhook } from './webhooks/provider-webhook.js';
import { whatIsMissing } from './webhooks/what-is-missing.js';

const MIB = 1_048_576;
const DEFAULT_LIMITS = { hubspot: MIB, provider: 5 * MIB };

/** A path leads to the same place whatever the method, which its route is told: it is registered under one. */
const ANY_METHOD = 'GET';

/** Everything that is served over HTTP, apart from HTTP itself. */
export interface Ingress {
  /** Where a request line leads. To be asked before the body is read. */
  route(method: string, url: string): IngressRoute;
  /** `route` and its `handle` in one, for a body that is already here. */
  handle(request: IngressRequest): Promise<IngressResponse>;
  /** A request was given up by the server before it was handled: its body was too large or too slow. */
  giveUp(route: IngressRoute, request: RequestHead, read: UnreadBody): IngressResponse;
  /** Shared by all who read bodies for it. */
  readonly bodies: BodyBudget;
}

interface Refusal {
  name: string;
  counted?: string;
  response: IngressResponse;
}

type OpenRoute = (method: string, params: Record<string, string | undefined>) => IngressRoute;

export function createIngress(deps: IngressDeps): Ingress {
  const { origin, prefix } = publicUrl(deps.publicUrl);
  const limits = { ...DEFAULT_LIMITS, ...deps.bodyLimits };
  const router = createRouter({ ignoreTrailingSlash: true, maxParamLength: 256 });
  const serve = (path: string, open: OpenRoute) => router.on(ANY_METHOD, path, unused, open);

  serve(`${prefix}/hubspot/webhooks/:app`, (method, { app = '' }) => {
    const secrets = deps.apps.clientSecrets(app);
    if (!secrets) return unknown('hubspot', 'CW_APP_UNKNOWN', app, () => deps.elsewhere?.app(app));
    if (method !== 'POST') return refused('hubspot', 'CW_METHOD_NOT_ALLOWED', app);
    const handle = (request: IngressRequest) => hubspotWebhook(deps, origin, app, secrets, request);
    return guarded({ maxBodyBytes: limits.hubspot, audience: 'hubspot', handle });
  });
  const provider: OpenRoute = (_, { channel = '', accountKey }) => {
    const runtime = deps.channels.byName(channel);
    if (!runtime) return unknown('provider', 'CW_CHANNEL_UNKNOWN', channel, () => deps.elsewhere?.channel(channel));
    const accounts = deps.accounts.lookup(runtime);
    const isKnown = () => accountKey === undefined || accounts.byKey(accountKey) !== undefined;
    if (!runtime.adapter.authenticateWebhook) return refused('provider', 'CW_WEBHOOKS_NOT_SUPPORTED', channel);
    const target = { runtime, accounts, ...(accountKey === undefined ? {} : { accountKey }) };
    const handle = (request: IngressRequest) => providerWebhook(deps, origin, target, request);
    const route = guarded({ maxBodyBytes: limits.provider, audience: 'provider', handle });
    return isKnown() ? route : onceCaughtUp(route, channel, isKnown);
  };
  serve(`${prefix}/providers/:channel`, provider);
  serve(`${prefix}/providers/:channel/:accountKey`, provider);
  serve(`${prefix}/media/*`, (_, { '*': path = '' }) => {
    const [token = ''] = path.split('/');
    const handle = (request: IngressRequest) => deps.media.answer(token, request);
    return guarded({ maxBodyBytes: 0, audience: 'operator', handle });
  });
  for (const page of deps.pages ?? []) {
    serve(`${prefix}${page.path}`, (_, params) => {
      const handle = (request: IngressRequest) => page.handle(request, given(params));
      const { maxBodyBytes, giveUp } = page;
      return guarded({ maxBodyBytes, audience: 'operator', handle, ...(giveUp ? { giveUp } : {}) });
    });
  }
  for (const [path, handle] of probeRoutes(deps.probes)) {
    serve(path, () => guarded({ maxBodyBytes: 0, audience: 'operator', handle }));
  }

  function route(method: string, url: string): IngressRoute {
    const target = requestTarget(url);
    const query = target.indexOf('?');
    const found = router.find(ANY_METHOD, query < 0 ? target : target.slice(0, query));
    return found ? (found.store as OpenRoute)(method, found.params) : nothingHere;
  }

  function guarded(route: IngressRoute): IngressRoute {
    const { audience } = route;
    return { ...route, handle: (request) => route.handle(request).catch((error) => failed(audience, error)) };
  }

  function failed(audience: Audience, error: unknown): IngressResponse {
    deps.log.error('request failed', { audience, error });
    return errorResponse('CW_INTERNAL', audience);
  }

  /** Nothing that names a thing we do not have is read any further. It is no provider's doing, so it may have a body. */
  function refused(side: WebhookSide, code: ErrorCode, name: string): IngressRoute {
    return refusing(side, code, { name, counted: name, response: errorResponse(code, 'hubspot') });
  }

  /** Another process may have made the account: the body is read, since not every provider comes again. */
  function onceCaughtUp(route: IngressRoute, channel: string, isKnown: () => boolean): IngressRoute {
    if (!deps.catchUp) return refused('provider', 'CW_ACCOUNT_UNKNOWN', channel);
    const handle = async (request: IngressRequest) => {
      const missing = await whatIsMissing(deps);
      if (isKnown()) return route.handle(request);
      return refused('provider', missing ?? 'CW_ACCOUNT_UNKNOWN', channel).handle(request);
    };
    return { ...route, handle };
  }

  /** The name is not counted: it may be anything. Where other processes know it, its sender finds one of them the next time. */
  function unknown(
    side: WebhookSide,
    code: ErrorCode,
    name: string,
    isElsewhere: () => boolean | undefined,
  ): IngressRoute {
    const saying = (status?: number) =>
      refusing(side, code, { name, response: errorResponse(code, 'hubspot', status) });
    const handle = async (request: IngressRequest) => {
      const mayBe = isElsewhere() || (deps.elsewhere && ((await whatIsMissing(deps)) !== undefined || isElsewhere()));
      return saying(mayBe ? 503 : undefined).handle(request);
    };
    return { ...saying(), handle };
  }

  function refusing(side: WebhookSide, code: ErrorCode, { name, counted, response }: Refusal): IngressRoute {
    const handle = async () => {
      deps.counters.refused(side, code, counted);
      deps.log.warn('webhook refused', { side, name, status: response.status, ...mend(code) });
      return response;
    };
    return { maxBodyBytes: 0, audience: side, handle };
  }

  return {
    route,
    handle: (request) => route(request.method, request.url).handle(request),
    giveUp({ audience, giveUp }, request, read) {
      const code = GIVEN_UP[read];
      if (audience !== 'operator') deps.counters.refused(audience, code);
      deps.log.warn('request given up', { audience, code });
      return giveUp ? giveUp(request, read) : errorResponse(code, audience);
    },
    bodies: new BodyBudget(deps.bodiesBytes),
  };
}

function given(params: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const nothingHere: IngressRoute = {
  maxBodyBytes: 0,
  audience: 'operator',
  handle: async () => errorResponse('CW_ROUTE_UNKNOWN', 'operator'),
};

/** find-my-way wants a handler for each route; ours are called through `find`. */
function unused(): void {}
