import { portalKey } from './work-row.js';
import type { Find, WorkStore } from './work-store.js';

/** One portal of one app. */
export interface PortalName {
  app: string;
  portal: string;
}

/** Rows of one page of one portal. */
const PAGE = 500;
/** Portals asked for in one round trip. */
const AT_ONCE = 50;

interface Asked extends PortalName {
  from: string;
}

/**
 * The rows of many portals, page by page: several portals in one round trip, each row once. The table has a column `portal`.
 * Rows that are written meanwhile may be missed.
 */
export async function* portalRows<Row>(
  store: Pick<WorkStore, 'read'>,
  { table, equal = {} }: Pick<Find, 'table' | 'equal'>,
  portals: readonly PortalName[],
): AsyncGenerator<PortalName & { rows: Row[] }> {
  let asked: Asked[] = portals.map(({ app, portal }) => ({ app, portal, from: '' }));
  while (asked.length > 0) {
    const now = asked.slice(0, AT_ONCE);
    const more: Asked[] = [];
    const answers = await store.read(
      now.map(({ app, portal, from }) => ({
        table,
        equal: { ...equal, portal: portalKey(app, portal) },
        range: { column: 'key', from },
        limit: PAGE,
      })),
    );
    for (const [index, { app, portal }] of now.entries()) {
      const rows = answers[index] ?? [];
      const last = rows.at(-1);
      if (last && rows.length === PAGE) more.push({ app, portal, from: `${last.key}\0` });
      if (last) yield { app, portal, rows: rows.map(({ doc }) => JSON.parse(doc) as Row) };
    }
    asked = [...more, ...asked.slice(AT_ONCE)];
  }
}
