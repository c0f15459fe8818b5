import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressCheck } from './private-networks.js';

/** The code of the error with which a connection into a private network is refused. */
export const FORBIDDEN_ADDRESS = 'CW_FORBIDDEN_ADDRESS';

class ForbiddenAddress extends Error {
  readonly code = FORBIDDEN_ADDRESS;
}

export interface GuardedConnectorOptions {
  permits: AddressCheck;
  /** Milliseconds for DNS, TCP and TLS together. */
  timeout: number;
  /** How names become addresses. Default: as the system does it. */
  lookup?: LookupFunction | undefined;
}

/**
 * Connects to public addresses only. What is checked is the very address that is then connected to, so a name that leads
 * elsewhere the second time it is asked for gains nothing.
 */
export function guardedConnector({ permits, timeout, lookup }: GuardedConnectorOptions): buildConnector.connector {
  const connect = buildConnector({ timeout, allowH2: false, lookup: checkedLookup(lookup ?? systemLookup, permits) });
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // An address needs no look-up. In other notations (decimal, octal, short) it has been rewritten by the URL parser.
    if (isIP(host) !== 0 && !permits(host)) callback(new ForbiddenAddress(), null);
    else connect(target, callback);
  };
}

/** One private address among several is enough: nobody needs both. */
function checkedLookup(lookup: LookupFunction, permits: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => permits(address))) return callback(new ForbiddenAddress(), '');
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}
