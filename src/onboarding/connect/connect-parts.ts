import { FairLimit } from '../fair-limit.js';
import { BrowserCookie } from './browser-cookie.js';
import { type ConnectClaims, connectClaims } from './connect-claims.js';
import type { ConnectDeps } from './connect-deps.js';
import { ConnectionWatch } from './connection-watch.js';

/** Credentials that strangers try at providers, for one app. */
const CREDENTIALS = { each: 30, all: 300 };

/** Connections that strangers ask for in one portal: each is a call with its tokens. */
const CONNECTIONS = { each: 30, all: 60 };

/** What the connect pages share. */
export interface ConnectParts extends ConnectDeps {
  claims: ConnectClaims;
  cookie: BrowserCookie;
  /** Of credentials, at a provider. */
  credentials: FairLimit;
  /** Of connections, at HubSpot. */
  connections: FairLimit;
  watch: ConnectionWatch;
}

export function connectParts(deps: ConnectDeps): ConnectParts {
  return {
    ...deps,
    claims: connectClaims(deps.encryptionKeys),
    cookie: new BrowserCookie(deps.publicUrl),
    credentials: new FairLimit(deps.scheduler, CREDENTIALS),
    connections: new FairLimit(deps.scheduler, CONNECTIONS),
    watch: new ConnectionWatch(deps.store, deps.scheduler),
  };
}
