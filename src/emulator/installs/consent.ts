import type { EmulatedApp, Portal } from '../world/model.js';
import type { World } from '../world/world.js';
import { issueCode } from './tokens.js';

/** What an app asks a portal's admin for. */
export interface ConsentRequest {
  app: EmulatedApp;
  redirectUri: string;
  scopes: readonly string[];
  optionalScopes: readonly string[];
  state?: string | undefined;
  challenge?: string | undefined;
}

export type ConsentRead = { ok: true; request: ConsentRequest } | { ok: false; problem: string };

/**
 * Reads what a consent page was opened with. HubSpot shows what is wrong on its own page and does not call the app back.
 * Facts: reference §10; PKCE: RFC 7636.
 */
export function readConsent(query: URLSearchParams, { state }: World): ConsentRead {
  const app = [...state.apps.values()].find((each) => each.clientId === query.get('client_id'));
  if (!app) return { ok: false, problem: 'There is no app with this client ID.' };
  const redirectUri = query.get('redirect_uri') ?? '';
  const request: ConsentRequest = {
    app,
    redirectUri,
    scopes: words(query.get('scope')),
    optionalScopes: words(query.get('optional_scope')),
    state: query.get('state') ?? undefined,
    challenge: query.get('code_challenge') ?? undefined,
  };
  const problem = redirectProblem(request) ?? scopeProblem(request) ?? challengeProblem(query);
  return problem === undefined ? { ok: true, request } : { ok: false, problem };
}

function redirectProblem({ app, redirectUri }: ConsentRequest): string | undefined {
  const url = URL.parse(redirectUri);
  if (!url || !/^https?:$/.test(url.protocol) || url.hash !== '') return 'The redirect URL is missing or not valid.';
  const registered = app.redirectUris.length === 0 || app.redirectUris.includes(redirectUri);
  return registered ? undefined : 'The redirect URL is not one of those that the app has registered.';
}

/** The link has to ask for what the app is configured with. */
function scopeProblem({ app, scopes, optionalScopes }: ConsentRequest): string | undefined {
  if (scopes.length === 0) return 'The link asks for no scope.';
  if (app.scopes === undefined) return undefined;
  const configured = [...app.scopes, ...app.optionalScopes];
  const foreign = [...scopes, ...optionalScopes].filter((scope) => !configured.includes(scope));
  if (foreign.length > 0) return `The app is not configured with these scopes: ${foreign.join(', ')}.`;
  const forgotten = app.scopes.filter((scope) => !scopes.includes(scope));
  return forgotten.length > 0 ? `The app requires these scopes too: ${forgotten.join(', ')}.` : undefined;
}

function challengeProblem(query: URLSearchParams): string | undefined {
  const [challenge, method] = [query.get('code_challenge'), query.get('code_challenge_method')];
  if (challenge === null && method === null) return undefined;
  const valid = method === 'S256' && /^[\w-]{43}$/.test(challenge ?? '');
  return valid ? undefined : 'The code challenge is not one of the method S256.';
}

/** Required scopes that nobody in the portal can grant. */
export function ungrantable({ scopes }: ConsentRequest, { unavailableScopes }: Portal): string[] {
  return scopes.filter((scope) => unavailableScopes.includes(scope));
}

/** The admin agrees. @returns where the browser goes, with a code */
export function agree(request: ConsentRequest, portal: Portal, world: World): string {
  const { app, redirectUri, challenge } = request;
  const optional = request.optionalScopes.filter((scope) => !portal.unavailableScopes.includes(scope));
  const scopes = [...new Set([...request.scopes, ...optional])];
  const { appId } = app;
  return leadBack(request, {
    code: issueCode({ appId, portalId: portal.portalId, scopes, redirectUri, challenge }, world),
  });
}

/** The admin does not agree. @returns where the browser goes */
export function decline(request: ConsentRequest): string {
  return leadBack(request, { error: 'access_denied', error_description: 'The user did not agree to the install.' });
}

function leadBack({ redirectUri, state }: ConsentRequest, result: Record<string, string>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return url.href;
}

function words(text: string | null): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '');
}
