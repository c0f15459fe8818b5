import type { HubSpotResult } from '../failure/hubspot-failure.js';
import type { Page } from '../schemas/paging.js';

const MOST_PAGES = 1_000;

/**
 * Reads a collection to its end. A failure on any page is the result. A cursor that comes twice is `unreadable` rather than an
 * endless loop.
 */
export async function allPages<T>(
  load: (after: string | undefined) => Promise<HubSpotResult<Page<T>>>,
): Promise<HubSpotResult<T[]>> {
  const all: T[] = [];
  const seen = new Set<string>();
  let after: string | undefined;
  for (;;) {
    const page = await load(after);
    if (!page.ok) return page;
    all.push(...page.value.results);
    after = page.value.paging?.next?.after;
    if (after === undefined) return { ok: true, value: all, status: page.status };
    if (seen.has(after) || seen.size >= MOST_PAGES) {
      const message = seen.has(after) ? 'a page leads back to an earlier one' : `more than ${MOST_PAGES} pages`;
      return { ok: false, failure: { kind: 'unreadable', retry: 'never', status: page.status, message } };
    }
    seen.add(after);
  }
}
