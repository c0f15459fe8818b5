import { expect, it } from '@jest/globals';
import { LANES, type LaneRow } from '../../../src/outbox/lane.js';
import { portalRows } from '../../../src/outbox/portal-rows.js';
import { MemoryDisk } from '../../fixtures/memory-disk.js';
import { MemoryStore } from '../../fixtures/memory-store.js';

it('rows of many portals come page by page, each once, several portals in a round trip', async () => {
  const store = MemoryStore.engine(new MemoryDisk());
  const lane = (portal: string, n: number): LaneRow => {
    const conversation = `${portal}-${n}`;
    const where = { app: 'main', portal, channel: 'c', account: 'a', conversation };
    return { key: `${conversation}:out`, ...where, direction: 'out', items: [] };
  };
  const sizes: Record<string, number> = { '1': 1_001, '2': 0, '3': 500, '4': 3 };
  const lanes = Object.entries(sizes).flatMap(([portal, size]) =>
    Array.from({ length: size }, (_, n) => lane(portal, n)),
  );
  await store.commit(
    lanes.map((row) => ({
      op: 'put',
      table: LANES.name,
      key: row.key,
      columns: LANES.columns(row),
      doc: JSON.stringify(row),
    })),
  );
  let trips = 0;
  const counting: Pick<MemoryStore, 'read'> = {
    read: (requests) => {
      trips += 1;
      return store.read(requests);
    },
  };
  const portals = Object.keys(sizes).map((portal) => ({ app: 'main', portal }));
  const seen = new Map<string, string[]>();
  for await (const { portal, rows } of portalRows<LaneRow>(counting, { table: LANES.name }, portals)) {
    expect(rows.every((row) => row.portal === portal)).toBe(true);
    seen.set(portal, [...(seen.get(portal) ?? []), ...rows.map(({ key }) => key)]);
  }
  for (const [portal, size] of Object.entries(sizes)) {
    expect(new Set(seen.get(portal) ?? []).size).toBe(size);
    expect(seen.get(portal)?.length ?? 0).toBe(size);
  }
  expect(trips).toBe(3);
});
