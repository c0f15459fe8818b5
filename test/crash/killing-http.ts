import type { ClosableHttp } from '../../src/connector/run-parts.js';
import type { HttpRequest } from '../../src/contract/http-transport.js';
import type { Call } from './kill-point.js';
import type { KillSwitch } from './kill-switch.js';

/** In which some of a request leaves, and an answer rarely comes back, ms. */
const ON_THE_WIRE_MS = 2;

/** The network, with a kill switch before each call, in the middle of it and behind its answer. */
export function killingHttp(http: ClosableHttp, kill: KillSwitch, hubspotOrigin: string): ClosableHttp {
  return {
    async request(request) {
      const call = callOf(request, hubspotOrigin);
      if (call === undefined) return http.request(request);
      const what = request.headers?.['webhook-id'];
      kill.reach(`${call}.before`, what);
      setTimeout(() => kill.reach(`${call}.during`, what), ON_THE_WIRE_MS);
      const response = await http.request(request);
      kill.reach(`${call}.answered`, what);
      return response;
    },
    close: () => http.close(),
  };
}

function callOf({ method, url, preparatory }: HttpRequest, hubspotOrigin: string): Call | undefined {
  const { origin, pathname } = new URL(url);
  if (origin !== hubspotOrigin) return method === 'POST' && !preparatory && isSend(pathname) ? 'provider' : undefined;
  if (method === 'PATCH') return 'patch';
  if (method !== 'POST') return undefined;
  if (pathname.endsWith('/messages')) return 'publish';
  return pathname.endsWith('/files') ? 'upload' : undefined;
}

/** Of the two providers: the paths under which messages are sent. */
function isSend(pathname: string): boolean {
  return pathname === '/messages' || pathname.endsWith('/Messages.json');
}
