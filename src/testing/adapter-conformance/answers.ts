import { bytesOf, type ProviderAnswer } from './provider-answer.js';
import type { AdapterSubject } from './subject.js';

/** Bodies that proxies, gateways and half-broken servers answer with. */
export const ODD_BODIES: readonly [what: string, body: string][] = [
  ['an empty body', ''],
  ['a page of HTML', '<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>'],
  ['JSON that breaks off', '{"id":"abc","mess'],
  ['the JSON value null', 'null'],
  ['an empty JSON list', '[]'],
  ['a JSON string', '"ok"'],
  ['an empty JSON object', '{}'],
  ['a JSON object of something else', '{"hello":{"world":[1,2,3]},"error":null,"id":null}'],
  ['a JSON object with values of the wrong types', '{"id":{},"error":"x","code":"many","message":7,"errors":{}}'],
];

/** Statuses from `from` on, one of each hundredth that somebody uses and a few that nobody does. */
export function statuses(from: 300 | 400 | 500): number[] {
  const more = {
    300: [300, 301, 302, 303, 304, 307, 308],
    400: [400, 402, 404, 405, 406, 408, 409, 410, 411, 412, 413, 415, 418, 421, 422, 423, 424, 425, 426, 431, 451, 460],
    500: [500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 522, 524, 599],
  };
  return more[from];
}

/** Whether the author has said what this answer means. */
export function isDocumented({ documented = [] }: AdapterSubject, status: number, body: string): boolean {
  return documented.some((known) => known.status === status && (known.body === undefined || textOf(known) === body));
}

/** An answer for messages. */
export function shownAnswer(answer: ProviderAnswer, what?: string): string {
  const text = textOf(answer).slice(0, 120);
  return `${answer.status ?? 200} with ${what ?? (text === '' ? 'an empty body' : `\`${text}\``)}`;
}

function textOf({ body }: ProviderAnswer): string {
  return new TextDecoder().decode(bytesOf(body));
}
