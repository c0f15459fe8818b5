import type { IngressRequest, IngressResponse, PageRoute, UnreadBody } from '../../ingress/http/ingress-request.js';
import { ConnectAnswer } from './connect-answer.js';
import type { ConnectDeps } from './connect-deps.js';
import { connectParts } from './connect-parts.js';
import { ConnectQuestion } from './connect-question.js';
import type { ConnectTrouble } from './connect-texts.js';
import { queryOf, readerOf, troublePage, type Visit } from './connect-visit.js';
import { ConnectWait } from './connect-wait.js';

/** Bytes of a form, at most; what is larger than this by much is not even read. */
const MOST_FORM_BYTES = 131_072;

/** A form that did not come whole, or not yet. */
const UNREAD = { 'too-large': 'too-large', 'too-slow': 'not-read', 'no-room': 'not-read' } as const satisfies Record<
  UnreadBody,
  ConnectTrouble
>;

type Page = (visit: Visit) => Promise<IngressResponse>;

/**
 * The page where an admin connects a channel account: HubSpot opens it in a window of its own, which goes back to HubSpot in the end.
 * Source: HubSpot, "Custom channels", connecting a channel account.
 */
export function connectRoutes(deps: ConnectDeps): PageRoute[] {
  const parts = connectParts(deps);
  const question = new ConnectQuestion(parts);
  const wait = new ConnectWait(parts);
  const answer = new ConnectAnswer(parts, question, wait);
  const route = (path: string, methods: ReadonlyMap<string, Page>): PageRoute => ({
    path,
    maxBodyBytes: MOST_FORM_BYTES,
    giveUp: (request, read) => troublePage(deps, UNREAD[read], readerOf(request), { read }),
    handle: (request, { channel = '' }) => guarded(deps, request, channel, methods.get(request.method)),
  });
  const ask: Page = (visit) => question.ask(visit);
  const look: Page = (visit) => wait.look(visit);
  const take: Page = (visit) => answer.take(visit);
  const looks = new Map([
    ['GET', look],
    ['HEAD', look],
  ]);
  const asks = new Map([
    ['GET', ask],
    ['HEAD', ask],
    ['POST', take],
  ]);
  return [route('/connect/:channel', asks), route('/connect/:channel/waiting', looks)];
}

async function guarded(
  deps: ConnectDeps,
  request: IngressRequest,
  name: string,
  page: Page | undefined,
): Promise<IngressResponse> {
  const reader = readerOf(request);
  const channel = deps.channels.byName(name);
  const app = channel && deps.apps[channel.app];
  if (!channel || !app) return troublePage(deps, unknownTo(deps, name, request), reader);
  const at = { channel: channel.name, app: channel.app };
  if (!page) return troublePage(deps, 'wrong-method', reader, at);
  try {
    return await page({ request, params: queryOf(request), channel, appBaseUrl: app.appBaseUrl, reader });
  } catch (error) {
    return troublePage(deps, 'failed', reader, { ...at, error: String(error) });
  }
}

/** A page that is loaded again may come to a process that knows the channel; a form is lost. */
function unknownTo({ elsewhere }: ConnectDeps, name: string, { method }: IngressRequest): ConnectTrouble {
  if (!elsewhere?.channel(name)) return 'unknown-channel';
  return method === 'POST' ? 'not-read' : 'channel-elsewhere';
}
