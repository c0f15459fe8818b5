import pg from 'pg';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { sqlState, toStoreError } from './pg-failure.js';

export interface TlsOptions {
  /** PEM. In place of the authorities that come with Node.js. */
  ca?: string;
  /** Default true. */
  rejectUnauthorized?: boolean;
}

export interface ClientOptions {
  url: string;
  tls?: TlsOptions | undefined;
  statementTimeoutMs: number;
  connectTimeoutMs: number;
}

/** A connection that is idle is tried after so long, so that one whose other side is gone is noticed. */
const KEEP_ALIVE_MS = 5_000;

/**
 * The server's side of the same: when a machine vanishes in the middle of a statement, what that had locked is free again within
 * seconds, and not when TCP gives up.
 */
const SERVER_KEEP_ALIVE = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3';

/**
 * A pooler in front of the database refuses settings that it cannot keep for each client (`protocol_violation`,
 * `feature_not_supported`), or the server does not know one.
 */
const SETTINGS_REFUSED = new Set(['08P01', '0A000', '22023', '42704']);

/**
 * How connections are made. How long a statement may take, and when a client is gone, is given to the server when a connection
 * begins; where that is refused, only this side keeps the time.
 */
export async function clientConfig({
  url,
  tls,
  statementTimeoutMs,
  connectTimeoutMs,
}: ClientOptions): Promise<pg.ClientConfig> {
  assertUrl(url);
  const plain: pg.ClientConfig = {
    connectionString: url,
    ...(tls ? { ssl: tls } : {}),
    application_name: 'channelwright',
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    connectionTimeoutMillis: connectTimeoutMs,
  };
  const timed: pg.ClientConfig = {
    ...plain,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    options: SERVER_KEEP_ALIVE,
  };
  const probe = newClient(timed);
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    return timed;
  } catch (error) {
    if (SETTINGS_REFUSED.has(sqlState(error) ?? '')) return plain;
    throw toStoreError(error);
  } finally {
    await probe.end().catch(() => undefined);
  }
}

/** The driver stumbles over what is wrong in a URL; what it says of it names files and encodings. */
function newClient(config: pg.ClientConfig): pg.Client {
  try {
    return new pg.Client(config);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new ChannelwrightError('CW_STORE_REFUSED', `its URL cannot be used: ${said}`);
  }
}

/** The URL holds a password: nothing of it is told. */
function assertUrl(url: string): void {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return;
  throw new ChannelwrightError('CW_STORE_REFUSED', 'its URL does not begin with postgres://, or is not one');
}
