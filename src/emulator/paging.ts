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

/** The same without a total, as the threads and messages of the inbox are listed. */
export function forwardPageOf<T, V>(items: readonly T[], query: URLSearchParams, view: (item: T) => V) {
  const { total: _, ...page } = pageOf(items, query, view);
  return page;
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const value = query.get(name);
  if (value === null) return otherwise;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw invalid(`The query parameter ${name} is not valid: ${value.slice(0, 40)}.`);
}
