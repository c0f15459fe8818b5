import { contentDisposition } from '../../media/content-disposition.js';
import type { FileFacts } from '../../media/file-facts.js';
import type { MediaClaim } from '../../media/media-claim.js';
import type { IngressResponse } from '../http/ingress-request.js';

/** Why a link was not answered with its file. */
export type MediaRefusal = 'method' | 'forged' | 'expired' | 'busy' | 'gone' | 'unavailable' | 'range';

/** Said to whoever called, who may be a customer. */
const ANSWERS: Record<MediaRefusal, [status: number, text: string]> = {
  method: [405, 'A file can only be read.'],
  forged: [404, 'There is no such file.'],
  expired: [410, 'This link has expired.'],
  busy: [503, 'Too many files are being read. Try again in a moment.'],
  gone: [404, 'The file is not there any more.'],
  unavailable: [503, 'The file cannot be read at the moment. Try again in a moment.'],
  range: [416, 'The file has no such part.'],
};

const RETRY_AFTER_MS = 10_000;
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,60}\/[\w!#$&^.+-]{1,100}$/;
/** What the source knows of its bytes and of pieces of them. */
const PASSED_ON = ['content-length', 'content-range', 'content-encoding', 'accept-ranges', 'etag', 'last-modified'];

/** Nobody but the caller may keep it, guess at its type, or let it act in our name. */
const GUARDS = {
  'cache-control': 'private',
  'content-security-policy': 'sandbox',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** @param source the headers of the place where the bytes are */
export function fileHeaders(
  { name, type }: Pick<MediaClaim, 'name' | 'type'>,
  facts: FileFacts,
  source: Readonly<Record<string, string>>,
): Record<string, string> {
  const said = source['content-type'] ?? '';
  const bare = said.split(';')[0]?.trim().toLowerCase() ?? '';
  const known = [type, facts.type, bare].find((one) => one !== undefined && MEDIA_TYPE.test(one));
  const served = known ?? 'application/octet-stream';
  const passedOn = PASSED_ON.flatMap((header) => (source[header] === undefined ? [] : [[header, source[header]]]));
  return {
    ...Object.fromEntries(passedOn),
    ...GUARDS,
    // As the source says it, there may be a character set behind it. Of several types browsers believe the last.
    'content-type': served === bare && !said.includes(',') ? said : served,
    'content-disposition': contentDisposition(served, name ?? facts.name),
  };
}

export function refusal(
  why: MediaRefusal,
  {
    bodiless,
    afterMs = RETRY_AFTER_MS,
    range,
  }: { bodiless: boolean; afterMs?: number | undefined; range?: string | undefined },
): IngressResponse {
  const [status, text] = ANSWERS[why];
  return {
    status,
    headers: {
      ...GUARDS,
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
      ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
      ...(status === 503 ? { 'retry-after': String(Math.max(1, Math.ceil(afterMs / 1_000))) } : {}),
      ...(range === undefined ? {} : { 'content-range': range }),
    },
    body: bodiless ? '' : `${text}\n`,
  };
}
