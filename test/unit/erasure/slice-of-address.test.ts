import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/contract/json.js';
import type { Tombstones } from '../../../src/directory/people/tombstones.js';
import { ERASE_SLICE, type Slice } from '../../../src/erasure/erase-slice.js';
import { sliceOfAddress } from '../../../src/erasure/slice-of-address.js';
import { SliceReducer } from '../../../src/erasure/slice-reducer.js';
import type { Change } from '../../../src/outbox/change.js';
import { DEAD_LETTERS, type DeadLetterRow, EMPTIED } from '../../../src/outbox/dead-letter.js';
import { WORK, type WorkRow } from '../../../src/outbox/work-row.js';
import type { WorkStore } from '../../../src/outbox/work-store.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { openTempStore, type TempStore } from '../../fixtures/temp-store.js';

const OWN = { app: 'main', portal: '62515' };
const PEER = '+15550199';
const ROWS = 10;

const ofPeer = (index: number) => index % 7 === 0;

function rowOf(index: number, portal: string): DeadLetterRow {
  // Several are of one moment.
  const atMs = 1 + Math.floor(index / 3);
  const cause = { code: 'CW_X', detail: 'x' };
  const body = { text: ofPeer(index) ? `from ${PEER}` : 'from another' };
  return { key: `${portal}-${index}`, kind: 'x', atMs, app: OWN.app, portal, cause, body };
}

function letter(index: number, portal: string): Change {
  return putting(rowOf(index, portal));
}

function putting(row: DeadLetterRow): Change {
  return {
    op: 'put',
    table: DEAD_LETTERS.name,
    key: row.key,
    columns: DEAD_LETTERS.columns(row),
    doc: JSON.stringify(row),
  };
}

describe('what mentions an address', () => {
  let temp: TempStore;
  let read: number;
  let counted: Pick<WorkStore, 'read' | 'parked'>;

  beforeEach(async () => {
    temp = await openTempStore();
    read = 0;
    counted = {
      read: async (requests) => {
        const answers = await temp.store.read(requests);
        read += answers.flat().length;
        return answers;
      },
      parked: async (...asked) => {
        const events = await temp.store.parked(...asked);
        read += events.length;
        return events;
      },
    };
  });
  afterEach(() => temp.remove());

  async function keep(count: number): Promise<void> {
    const indexes = Array.from({ length: count }, (_, index) => index);
    const events = indexes.flatMap((index) =>
      [OWN.portal, '9'].map((portal) => {
        const body = { from: ofPeer(index) ? PEER : 'another' };
        return { kind: 'x', slot: 1, app: OWN.app, portal, receivedAtMs: 1, body };
      }),
    );
    await temp.store.append(events);
    const waiting = await temp.store.inbox(0, 2 * count);
    const parks = waiting.map(({ seq }): Change => ({ op: 'park', seq, parkKey: `${seq}`, untilMs: 1e12 }));
    const letters = indexes.flatMap((index) => [OWN.portal, '9', ''].map((portal) => letter(index, portal)));
    await temp.store.commit([...parks, ...letters]);
  }

  /** Slice by slice, as its work is done. */
  async function lookThrough() {
    const found: Pick<Slice, 'letters' | 'parked'> = { letters: [], parked: [] };
    const reads: number[] = [];
    let cursor: WorkRow['cursor'];
    for (let isOver = false; !isOver; ) {
      read = 0;
      const slice = await sliceOfAddress(counted, { ...OWN, ...(cursor === undefined ? {} : { cursor }) }, PEER, ROWS);
      reads.push(read);
      found.letters.push(...slice.letters);
      found.parked.push(...slice.parked);
      cursor = slice.cursor;
      isOver = slice.last;
    }
    return { found, reads };
  }

  it.each([20, 200])('is found by slices that read as few rows where %i wait as where few do', async (count) => {
    await keep(count);
    const { found, reads } = await lookThrough();
    const meant = Math.ceil(count / 7);
    expect(found.parked).toHaveLength(meant);
    expect(new Set(found.letters).size).toBe(2 * meant);
    expect(found.letters.some((key) => key.startsWith('9-'))).toBe(false);
    expect(Math.max(...reads)).toBeLessThanOrEqual(2 * ROWS);
    expect(reads.length).toBeLessThanOrEqual(3 * Math.ceil(count / ROWS + 1));
  });

  it('is also what comes to be dead while it is looked for', async () => {
    await keep(20);
    const work = { ...OWN, cursor: { in: 'letters', after: { atMs: 3, key: 'z' } } } as const;
    await temp.store.commit([letter(700, OWN.portal)]);
    const { letters } = await sliceOfAddress(counted, work, PEER, 100);
    expect(letters).toContain(`${OWN.portal}-700`);
  });

  it('loses its content and not its letter where nobody knows of how many people it is', async () => {
    const shared = { kind: EMPTIED, body: {}, shared: true } as const;
    const names = { body: { base64: Buffer.from(`two people: ${PEER}, +15550177`).toString('base64') } };
    const rows: DeadLetterRow[] = [
      { ...rowOf(0, OWN.portal), ...names, key: 'shared', rest: shared },
      { ...rowOf(0, OWN.portal), ...names, key: 'own', rest: { kind: EMPTIED, body: {} } },
      { ...rowOf(0, ''), ...names, key: 'told', rest: shared, cause: { code: 'CW_X', detail: `of ${PEER}` } },
    ];
    await temp.store.commit(rows.map(putting));
    const cursor = { in: 'letters', after: { atMs: 0, key: '' } } as const;
    const first = await sliceOfAddress(counted, { ...OWN, cursor }, PEER, 100);
    const lost = await sliceOfAddress(counted, { ...OWN, cursor: first.cursor! }, PEER, 100);
    expect([first.letters, first.emptied, lost.letters, lost.emptied]).toEqual([['own'], ['shared'], ['told'], []]);

    const tx = new MemoryTx();
    for (const row of rows) tx.put(DEAD_LETTERS, row);
    const work = { key: 'w', queue: 'erase', ...OWN, slot: 1, dueAtMs: 0, leased: false, ref: 'r' };
    tx.put(WORK, work);
    const body = { ...first, work: 'w' } as unknown as Json;
    tx.fold({ kind: ERASE_SLICE, ...OWN, receivedAtMs: 1, body }, [new SliceReducer({} as Tombstones)]);
    expect(JSON.stringify(tx.all(DEAD_LETTERS).find(({ key }) => key === 'shared'))).not.toContain(names.body.base64);
    expect(tx.all(DEAD_LETTERS)).toMatchObject([
      { key: 'shared', kind: EMPTIED, cause: { detail: 'x' } },
      { key: 'told' },
    ]);
    expect(tx.journaled).toMatchObject([
      { type: 'dead-letter.emptied', data: { deadLetter: 'shared', why: 'erased' } },
    ]);
  });
});
