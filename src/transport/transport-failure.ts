import { type RequestSent, TransportError, type TransportErrorCode } from '../contract/http-transport.js';
import { FORBIDDEN_ADDRESS } from './guarded-connector.js';

const CODES: Record<string, TransportErrorCode> = {
  [FORBIDDEN_ADDRESS]: 'forbidden',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_ABORTED: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
};

/** Node's and OpenSSL's names for a handshake or a certificate that failed. Source: Node.js documentation, TLS error codes. */
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|CRL_|ERROR_IN_C|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_)/;

/** Turns what undici or the system reports into the contract's terms. The message names the origin only: paths hold secrets. */
export function transportFailure(
  error: unknown,
  requestSent: RequestSent,
  origin: string,
  preparatory = false,
): TransportError {
  const code = failureCode(error, requestSent);
  return new TransportError(code, requestSent, `${origin}: ${describe(error)}`, { cause: error, preparatory });
}

function failureCode(error: unknown, requestSent: RequestSent): TransportErrorCode {
  const code = systemCode(error);
  if (code === undefined) return 'other';
  const known = CODES[code];
  if (known === 'connect-timeout' && requestSent !== 'no') return 'timeout';
  if (known !== undefined) return known;
  return TLS_CODE.test(code) ? 'tls' : 'other';
}

function describe(error: unknown): string {
  if (systemCode(error) === FORBIDDEN_ADDRESS) return 'leads into a private network (see network.allowPrivate)';
  return systemCode(error) ?? (error instanceof Error ? error.name : 'failed');
}

function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
