import { AttemptLimit } from './attempt-limit.js';
import { BrowserCookie } from './browser-cookie.js';
import { type ConnectClaims, connectClaims } from './connect-claims.js';
import type { ConnectDeps } from './connect-deps.js';
import { ConnectionWatch } from './connection-watch.js';

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
    credentialLimit: new AttemptLimit(deps.scheduler),
    connectionLimit: new AttemptLimit(deps.scheduler),
    watch: new ConnectionWatch(deps.store, deps.scheduler),
  };
}
