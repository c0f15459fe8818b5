import { type PortalName, portalRows } from '../outbox/portal-rows.js';
import type { Submit } from '../outbox/submit.js';
import { portalKey } from '../outbox/work-row.js';
import type { WorkStore } from '../outbox/work-store.js';
import { STATUS_TAKEOVER, type StatusTakeoverBody } from './status-events.js';
import { STATUSES, type StatusRow } from './status-row.js';

const PAGE = 500;

/**
 * Has every status HubSpot has not confirmed read back a minute from now: the process that owned the work before may have had
 * its PATCH under way, and that may still land on top of a newer one. To be called once, by a new owner, before it sends
 * anything itself. Answers how many there are.
 *
 * @param portals whose statuses; default: all there are
 * @throws ChannelwrightError `CW_STORE_FENCED` when a slot was lost again: its next owner does the same
 */
export async function scheduleTakeoverReadBack(
  store: WorkStore,
  submit: Submit,
  nowMs: number,
  portals?: readonly PortalName[],
): Promise<number> {
  const dirty = { table: STATUSES.name, equal: { dirty: 1 } };
  const pages = portals === undefined ? everyRow(store) : portalRows<StatusRow>(store, dirty, portals);
  let scheduled = 0;
  for await (const { app, portal, rows } of pages) {
    const body: StatusTakeoverBody = { messages: rows.map(({ key }) => key) };
    await submit({ kind: STATUS_TAKEOVER, app, portal, receivedAtMs: nowMs, body });
    scheduled += rows.length;
  }
  return scheduled;
}

/** Across all portals, found by what is dirty. */
async function* everyRow(store: WorkStore): AsyncGenerator<PortalName & { rows: StatusRow[] }> {
  for (let from: string | undefined = ''; from !== undefined; ) {
    const rows = await dirtyPage(store, from);
    for (const group of Map.groupBy(rows, ({ app, portal }) => portalKey(app, portal)).values()) {
      const { app, portal } = group[0]!;
      yield { app, portal, rows: group };
    }
    const last = rows.at(-1);
    from = rows.length < PAGE || !last ? undefined : `${last.key}\0`;
  }
}

async function dirtyPage(store: WorkStore, from: string): Promise<StatusRow[]> {
  const find = { table: STATUSES.name, equal: { dirty: 1 }, range: { column: 'key', from }, limit: PAGE };
  const [rows = []] = await store.read([find]);
  return rows.map(({ doc }) => JSON.parse(doc) as StatusRow);
}
