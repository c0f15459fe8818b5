import pg from 'pg';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { toStoreError } from './pg-failure.js';

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

/** `protocol_violation`: a pooler in front of the database refuses settings that it cannot keep for each client. */
const POOLER_REFUSES = '08P01';

/**
 * How connections are made. The time a statement may take is given to the server when a connection begins; where a pooler refuses
 * that, only this side keeps the time.
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
  const timed = { ...plain, statement_timeout: statementTimeoutMs };
  const probe = new pg.Client(timed);
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    return timed;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === POOLER_REFUSES) return plain;
    throw toStoreError(error);
  } finally {
    await probe.end().catch(() => undefined);
  }
}

/** The URL holds a password: nothing of it is told. */
function assertUrl(url: string): void {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return;
  throw new ChannelwrightError('CW_STORE_REFUSED', 'its URL does not begin with postgres://, or is not one');
}
