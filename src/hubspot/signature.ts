import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a request may be. Source: HubSpot, "Validating requests from HubSpot". */
const DEFAULT_TOLERANCE_MS = 300_000;

const SIGNATURE_HEADER = 'x-hubspot-signature-v3';
const TIMESTAMP_HEADER = 'x-hubspot-request-timestamp';

/** What HubSpot decodes in the URL before it signs; everything else stays encoded. Source: as above. */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

export interface SignedRequest {
  method: string;
  /** The full URL as HubSpot called it: scheme, host, path and query. Behind a proxy: from the configured public URL. */
  url: string | URL;
  /** Names in any case. */
  headers: Readonly<Record<string, string>>;
  /** The bytes as they came. A body that was parsed and written again does not verify. */
  body: Uint8Array;
}

export interface SignatureCheck extends SignedRequest {
  /** The client secrets in force: several while one is being replaced. */
  secrets: readonly string[];
  /** ms since the epoch. */
  nowMs: number;
  /** How far the timestamp may be from now, both ways. Default five minutes. */
  toleranceMs?: number;
}

export type SignatureVerdict =
  | { ok: true }
  /** `missing`: no signature, or no timestamp that can be read. `stale` and `future`: the time is out of bounds. */
  | { ok: false; reason: 'missing' | 'stale' | 'future' | 'mismatch' };

/**
 * Is this request from HubSpot? Checks signature v3 in constant time. Never throws.
 *
 * HubSpot's text wants the URL decoded before signing and its own libraries do not decode, so either form is accepted.
 */
export function verifyHubSpotSignature(request: SignatureCheck): SignatureVerdict {
  const signature = headerOf(request.headers, SIGNATURE_HEADER);
  const timestamp = headerOf(request.headers, TIMESTAMP_HEADER);
  if (!signature || timestamp === undefined || !/^\d{1,15}$/.test(timestamp)) return { ok: false, reason: 'missing' };

  const age = request.nowMs - Number(timestamp);
  const tolerance = request.toleranceMs ?? DEFAULT_TOLERANCE_MS;
  if (age > tolerance) return { ok: false, reason: 'stale' };
  if (age < -tolerance) return { ok: false, reason: 'future' };

  const raw = String(request.url);
  const forms = new Set([decodeForSigning(raw), raw]);
  const given = Buffer.from(signature);
  let matches = false;
  for (const secret of request.secrets) {
    if (secret === '') continue;
    for (const url of forms) {
      const expected = Buffer.from(signatureOf(secret, request.method, url, request.body, timestamp));
      // No early exit: which of the secrets matched must not show in the time.
      if (given.length === expected.length && timingSafeEqual(given, expected)) matches = true;
    }
  }
  return matches ? { ok: true } : { ok: false, reason: 'mismatch' };
}

/** The headers HubSpot would send with this request. For the emulator and for tests. */
export function signHubSpotRequest(
  request: Omit<SignedRequest, 'headers'>,
  secret: string,
  timestampMs: number,
): Record<string, string> {
  const timestamp = String(timestampMs);
  const url = decodeForSigning(String(request.url));
  return {
    [SIGNATURE_HEADER]: signatureOf(secret, request.method, url, request.body, timestamp),
    [TIMESTAMP_HEADER]: timestamp,
  };
}

function signatureOf(secret: string, method: string, url: string, body: Uint8Array, timestamp: string): string {
  return createHmac('sha256', secret)
    .update(method.toUpperCase())
    .update(url)
    .update(body)
    .update(timestamp)
    .digest('base64');
}

function decodeForSigning(url: string): string {
  return url.replace(/%[0-9a-f]{2}/gi, (code) => DECODED[code.toUpperCase()] ?? code);
}

function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  const direct = headers[name];
  if (direct !== undefined) return direct;
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
