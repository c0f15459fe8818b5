import type { TokenFailure } from '../client/access-tokens.js';
import type { HubSpotFailure } from '../failure/hubspot-failure.js';
import { errorBody } from '../schemas/error-body.js';

/** Our side is wrong, whatever else the body says. */
const OUR_FAULT = /^(BAD_CLIENT|BAD_REDIRECT|BAD_GRANT|invalid_client|unsupported_grant)/;
/** The portal took its consent back, or is gone. */
const CONSENT_GONE = new Set(['BAD_REFRESH_TOKEN', 'BAD_HUB', 'invalid_grant']);
/** Older bodies have no code. */
const CONSENT_GONE_WORDS = /invalid refresh token|refresh token is invalid/i;

/**
 * What a refusal of the token endpoint means. Its bodies differ from those of the other endpoints: the code is in `status` or
 * in `error`.
 *
 * @param text the body as it came
 */
export function classifyTokenRefusal(failure: HubSpotFailure, text: string | undefined): TokenFailure {
  const { message, status, retryAfterMs } = failure;
  const body = errorBody.parse(parseObject(text));
  const codes = [body.status, body.error].filter((code) => code !== undefined && code !== 'error');
  const code = codes[0];
  return {
    kind: kindOf(failure, codes as string[]),
    message,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function kindOf(failure: HubSpotFailure, codes: string[]): TokenFailure['kind'] {
  const { status = 0, kind, message } = failure;
  const refused = status >= 400 && status < 500 && kind !== 'server' && failure.retryAfterMs === undefined;
  if (!refused) return 'transient';
  if (codes.some((code) => OUR_FAULT.test(code))) return 'configuration';
  if (codes.some((code) => CONSENT_GONE.has(code)) || CONSENT_GONE_WORDS.test(message)) return 'disconnected';
  return 'configuration';
}

function parseObject(text: string | undefined): object {
  try {
    const json: unknown = JSON.parse(text ?? '');
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {};
  } catch {
    return {};
  }
}
