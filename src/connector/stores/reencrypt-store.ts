import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { LiveSealer, Resealing } from '../../outbox/resealing.js';

/** Rows that are looked at in one go. */
const PAGE_ROWS = 500;
/** What is being written at that moment is passed over; a second time it is under the new key. */
const MOST_PASSES = 3;

export interface ReencryptOptions {
  /** Only look. */
  check: boolean;
  /** Told after every page. */
  progress(table: string, looked: number, resealed: number): void;
  /**
   * Keeps what the other keys are needed for beside opening rows; answers whether it is kept. It comes before anything else: whoever
   * is stopped later finds nothing under another key any more, and may take the keys out. With `check`: only looks.
   */
  keep(key: string): Promise<boolean>;
}

export interface ReencryptedStore {
  /** The id of the first key. */
  key: string;
  resealed: number;
  /** What is under other keys still, by table and by the id of the key. */
  left: { table: string; key: string; rows: number }[];
  /** The other keys are not needed any more. */
  isOver: boolean;
}

/**
 * Seals everything anew under the first key. Safe beside running engines, to interrupt, and to repeat: each page stands for itself.
 *
 * @throws ChannelwrightError `CW_KEYS_IN_USE` naming a process that writes now and does not seal with that key, `CW_STORE_*`
 */
export async function reencryptStore(store: Resealing, options: ReencryptOptions): Promise<ReencryptedStore> {
  const [key = ''] = store.keyIds;
  if (options.check) return checked(key, await pass(store, key, options), await options.keep(key));
  assertSealWith(key, await store.sealers());
  const report: ReencryptedStore = { key, resealed: 0, left: [], isOver: false };
  if (!(await options.keep(key))) return report;
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
  return { ...report, isOver: true };
}

function checked(key: string, found: Pick<ReencryptedStore, 'resealed' | 'left'>, isKept: boolean): ReencryptedStore {
  return { key, ...found, isOver: isKept && found.left.length === 0 };
}

function assertSealWith(key: string, sealers: readonly LiveSealer[]): void {
  const other = sealers.find(({ keys }) => keys[0] !== key);
  if (other) throw new ChannelwrightError('CW_KEYS_IN_USE', other.name);
}

/** Once over everything. `left` is as it was found. */
async function pass(
  store: Resealing,
  key: string,
  { check, progress }: Pick<ReencryptOptions, 'check' | 'progress'>,
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
