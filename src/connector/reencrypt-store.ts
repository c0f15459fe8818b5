import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { LiveSealer, Resealing } from '../outbox/resealing.js';

/** Rows that are looked at in one go. */
const PAGE_ROWS = 500;
/** What is being written at that moment is passed over; a second time it is under the new key. */
const MOST_PASSES = 3;

export interface ReencryptOptions {
  /** Only look. */
  check: boolean;
  /** Told after every page. */
  progress(table: string, looked: number, resealed: number): void;
}

export interface ReencryptedStore {
  /** The id of the first key. */
  key: string;
  resealed: number;
  /** What is under other keys still, by table and by the id of the key. */
  left: { table: string; key: string; rows: number }[];
}

/**
 * Seals everything anew under the first key. Safe beside running engines, to interrupt, and to repeat: each page stands for itself.
 *
 * @throws ChannelwrightError `CW_KEYS_IN_USE` naming a process that writes now and does not seal with that key, `CW_STORE_*`
 */
export async function reencryptStore(store: Resealing, options: ReencryptOptions): Promise<ReencryptedStore> {
  const [key = ''] = store.keyIds;
  if (options.check) return { key, ...(await pass(store, key, options)) };
  assertSealWith(key, await store.sealers());
  const report: ReencryptedStore = { key, resealed: 0, left: [] };
  for (let passes = 0; passes < MOST_PASSES; passes++) {
    const { resealed } = await pass(store, key, options);
    report.resealed += resealed;
    report.left = (await pass(store, key, { ...options, check: true })).left;
    if (report.left.length === 0 || resealed === 0) break;
  }
  if (report.left.length > 0) return report;
  // Whoever has begun to write meanwhile may have used another key.
  assertSealWith(key, await store.sealers());
  await store.forgetOtherKeys();
  return report;
}

function assertSealWith(key: string, sealers: readonly LiveSealer[]): void {
  const other = sealers.find(({ keys }) => keys[0] !== key);
  if (other) throw new ChannelwrightError('CW_KEYS_IN_USE', other.name);
}

/** Once over everything. `left` is as it was found. */
async function pass(
  store: Resealing,
  key: string,
  { check, progress }: ReencryptOptions,
): Promise<Pick<ReencryptedStore, 'resealed' | 'left'>> {
  const left: ReencryptedStore['left'] = [];
  let resealed = 0;
  for (const table of store.sealedTables) {
    const others = new Map<string, number>();
    let looked = 0;
    let after: string | number | undefined;
    do {
      const page = await store.reseal({ table, limit: PAGE_ROWS, check, ...(after === undefined ? {} : { after }) });
      for (const [id, rows] of Object.entries(page.found)) {
        looked += rows;
        if (id !== key) others.set(id, (others.get(id) ?? 0) + rows);
      }
      resealed += page.resealed;
      progress(table, looked, resealed);
      after = page.next;
    } while (after !== undefined);
    left.push(...[...others].map(([id, rows]) => ({ table, key: id, rows })));
  }
  return { resealed, left };
}
