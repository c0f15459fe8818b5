import type { HttpTransport } from '../contract/http-transport.js';
import { type CallScope, callScopes } from './call-scope.js';

/**
 * A transport whose requests are written only while `assertLicensed` does not throw: it is asked in the tick of the socket write.
 * A request that is refused has certainly not been sent.
 */
export function licensedTransport(http: HttpTransport, assertLicensed: () => void): HttpTransport {
  const scope: CallScope = { assertLicensed };
  return { request: (request) => callScopes.run(scope, () => http.request(request)) };
}
