import { AttemptLimit } from '../attempt-limit.js';
import { BrowserCookie } from './browser-cookie.js';
import { type ConnectClaims, connectClaims } from './connect-claims.js';
import type { ConnectDeps } from './connect-deps.js';
import { ConnectionWatch } from './connection-watch.js';

/** Of either kind for one portal, in ten minutes. */
const MOST_ATTEMPTS = 30;

/** What the connect pages share. */
export interface ConnectParts extends ConnectDeps {
  claims: ConnectClaims;
  cookie: BrowserCookie;
  /** Of credentials, at a provider. */
  credentialLimit: AttemptLimit;
  /** Of connections, at HubSpot. */
  connectionLimit: AttemptLimit;
  watch: ConnectionWatch;
}

export function connectParts(deps: ConnectDeps): ConnectParts {
  return {
    ...deps,
    claims: connectClaims(deps.encryptionKeys),
    cookie: new BrowserCookie(deps.publicUrl),
    credentialLimit: new AttemptLimit(deps.scheduler, MOST_ATTEMPTS),
    connectionLimit: new AttemptLimit(deps.scheduler, MOST_ATTEMPTS),
    watch: new ConnectionWatch(deps.store, deps.scheduler),
  };
}
