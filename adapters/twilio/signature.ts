import { createHash, createHmac } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import { sameSecret, verifyHmac } from 'channelwright/adapter';

/** Parameters as they came, in order, repeats included. */
export type Param = readonly [name: string, value: string];

/**
 * `X-Twilio-Signature` of a request: base64(HMAC-SHA1(auth token, URL + each parameter as name + value)), names in code unit
 * order, the values of a repeated name without duplicates and sorted. Source: Twilio, "Webhooks security".
 */
export function twilioSignature(authToken: string, url: string, params: readonly Param[]): string {
  return createHmac('sha1', authToken)
    .update(url + signedParams(params))
    .digest('base64');
}

function signedParams(params: readonly Param[]): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of params) {
    const seen = values.get(name) ?? new Set();
    values.set(name, seen.add(value));
  }
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value))
    .join('');
}

/** Any of several tokens, any of the forms in which Twilio may have written the URL. */
export function verifySignature(
  secrets: readonly string[],
  given: string,
  url: string,
  params: readonly Param[],
): boolean {
  const rest = signedParams(params);
  return [...new Set(urlForms(url))].some((form) =>
    verifyHmac({ algorithm: 'sha1', secrets, signed: form + rest, given, encoding: 'base64' }),
  );
}

/** For JSON bodies Twilio signs the URL alone, and the URL's `bodySHA256` vouches for the body. */
export function matchesBodyHash(body: Uint8Array, bodySha256: string): boolean {
  return sameSecret(bodySha256, createHash('sha256').update(body).digest('hex'));
}

/**
 * Twilio signs the URL as it was configured, which our server cannot see: the standard port may have been written out, and
 * parsing has escaped the apostrophe. The last forms are those in which Twilio's own back ends have escaped the query.
 */
function urlForms(url: string): string[] {
  const normalized = new URL(url).href;
  const portless = [url, normalized].flatMap((form) => [withoutPort(form), withPort(form)]);
  const [bare, ported] = [withoutPort(normalized), withPort(normalized)];
  return [
    ...portless,
    ...[bare, ported].map((form) => form.replaceAll('%27', "'")),
    ...[bare, ported].map(withLegacyQuery),
  ];
}

const AUTHORITY = /^([a-z][a-z0-9+.-]*:\/\/)((?:[^/?#]*@)?)(\[[^\]]*\]|[^/?#:]*)(:\d*)?/i;

function withoutPort(url: string): string {
  return url.replace(AUTHORITY, '$1$2$3');
}

function withPort(url: string): string {
  return url.replace(AUTHORITY, (_, scheme: string, user: string, host: string, port: string | undefined) => {
    return scheme + user + host + (port ?? (scheme.toLowerCase() === 'https://' ? ':443' : ':80'));
  });
}

function withLegacyQuery(url: string): string {
  const start = url.indexOf('?');
  if (start === -1 || start === url.length - 1) return url;
  return `${url.slice(0, start)}?${stringify(parse(url.slice(start + 1)))}`;
}
