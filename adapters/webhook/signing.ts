import { createHmac, createSecretKey } from 'node:crypto';
import { verifyHmac } from 'channelwright/adapter';

/** How far the other side's clock may be off, either way. Source: Standard Webhooks 1.0.0, reference libraries. */
const TOLERANCE_SECONDS = 5 * 60;
const SECRET_PREFIX = 'whsec_';
/** Other versions of a signature are passed over. */
const VERSION = 'v1,';
const SECRET = /^(?:whsec_)?[A-Za-z0-9+/]+={0,2}$/;

/** Whether this is a signing secret: base64 of 24 to 64 bytes, with or without `whsec_`. Source: Standard Webhooks 1.0.0. */
export function isSigningSecret(secret: string): boolean {
  const { length } = keyOf(secret);
  return SECRET.test(secret) && length >= 24 && length <= 64;
}

/** The three headers of Standard Webhooks for one request. */
export function signedHeaders(secret: string, id: string, nowMs: number, body: string | Uint8Array) {
  const timestamp = String(Math.floor(nowMs / 1000));
  const hmac = createHmac('sha256', createSecretKey(keyOf(secret)))
    .update(`${id}.${timestamp}.`)
    .update(body);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': VERSION + hmac.digest('base64'),
  };
}

/**
 * What is wrong with a signed request, or nothing. Any of the signatures may match any of the secrets, so that both sides
 * can rotate; versions other than `v1` are passed over.
 *
 * @param headers names in lower case
 */
export function signatureProblem(
  secrets: string[],
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  nowMs: number,
): string | undefined {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !timestamp || !signatures) return 'a webhook-* header is missing';
  if (!/^\d{1,12}$/.test(timestamp)) return 'webhook-timestamp is not a number of seconds';
  const lateSeconds = Math.floor(nowMs / 1000) - Number(timestamp);
  if (Math.abs(lateSeconds) > TOLERANCE_SECONDS) return `webhook-timestamp is ${lateSeconds} s behind`;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const keys = secrets.map(keyOf);
  const genuine = signatures
    .split(' ')
    .filter((one) => one.startsWith(VERSION))
    .map((one) => one.slice(VERSION.length))
    .some((given) => verifyHmac({ algorithm: 'sha256', secrets: keys, signed, given, encoding: 'base64' }));
  return genuine ? undefined : 'no signature matches';
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, 'base64');
}
