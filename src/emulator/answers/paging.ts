import { invalid } from './api-error.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

interface Page<T> {
  total: number;
  results: T[];
  paging?: { next: { after: string; link: string } };
}

/** One page of a collection by `limit` and `after`. The last page has no `paging`. */
export function pageOf<T, V>(items: readonly T[], query: URLSearchParams, view: (item: T) => V): Page<V> {
  const limit = Math.min(wholeNumber(query, 'limit', DEFAULT_LIMIT), MAX_LIMIT);
  const start = wholeNumber(query, 'after', 0);
  const results = items.slice(start, start + limit).map(view);
  const after = String(start + limit);
  const page = { total: items.length, results };
  return start + limit < items.length ? { ...page, paging: { next: { after, link: `?after=${after}` } } } : page;
}

/** Where something stands in an order. The second number decides between equals. */
export type Place = readonly [number, number];

/** In what order a list is given, and which way. */
export interface Order<T> {
  placeOf: (item: T) => Place;
  descending?: boolean;
}

/**
 * One page of the inbox's threads or messages. `after` names the last one read (HubSpot OpenAPI, "Conversations"), not how many: what
 * comes, goes or moves between two pages makes no other one be missed.
 */
export function forwardPageOf<T, V>(
  items: readonly T[],
  query: URLSearchParams,
  { placeOf, descending = false }: Order<T>,
  view: (item: T) => V,
) {
  const sign = descending ? -1 : 1;
  const compare = (one: Place, other: Place): number => sign * (one[0] - other[0] || one[1] - other[1]);
  const last = cursorIn(query);
  const sorted = items
    .map((item) => ({ item, place: placeOf(item) }))
    .sort((one, other) => compare(one.place, other.place))
    .filter(({ place }) => last === undefined || compare(place, last) > 0);
  const page = sorted.slice(0, Math.min(wholeNumber(query, 'limit', DEFAULT_LIMIT), MAX_LIMIT));
  const results = page.map(({ item }) => view(item));
  const after = page.length < sorted.length ? page.at(-1)?.place.join('-') : undefined;
  return after === undefined ? { results } : { results, paging: { next: { after, link: `?after=${after}` } } };
}

function cursorIn(query: URLSearchParams): Place | undefined {
  const value = query.get('after');
  if (value === null) return undefined;
  const [, first, second] = /^(\d{1,15})-(\d{1,15})$/.exec(value) ?? [];
  if (first === undefined) throw invalid(`The query parameter after is not valid: ${value.slice(0, 40)}.`);
  return [Number(first), Number(second)];
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const value = query.get(name);
  if (value === null) return otherwise;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw invalid(`The query parameter ${name} is not valid: ${value.slice(0, 40)}.`);
}
