import { WORK, type WorkRow } from '../../../src/outbox/work-row.js';
import type { DueQuery } from '../../../src/outbox/work-store.js';
import type { ChangeRow } from '../../../src/store/change-rows.js';
import { openSession } from '../../../src/store/sqlite/open-session.js';
import type { Session } from '../../../src/store/sqlite/session.js';
import { median } from '../measure/statistics.js';
import { STORE_KEY } from '../traffic/the-account.js';
import { answerParent } from './answer-parent.js';

const NOW = 1_800_000_000_000;
const PORTALS = 200;
const QUEUE = 'status';
const PER_COMMIT = 2_000;
const CALLS = 400;

/** As the synchroniser's queue asks: the portals in turns. */
const FAIR: DueQuery = { queue: QUEUE, nowMs: NOW, perPortal: 24, limit: 72 };
/** As it asks while the quota of all other portals is spent. */
const ONE_PORTAL: DueQuery = {
  ...FAIR,
  except: Array.from({ length: PORTALS - 1 }, (_, index) => portalName(index + 1)),
};
/** Before any row is due. */
const NOTHING: DueQuery = { ...FAIR, nowMs: NOW - 10 * 86_400_000 };

export interface DueCost extends Record<string, number> {
  fair: number;
  onePortal: number;
  nothing: number;
}

let session: Session;

/** What selecting due work costs in the database's own thread. */
answerParent({
  open({ path, rows }: { path: string; rows: number }) {
    const opened = openSession({ path, keys: [STORE_KEY], mode: 'engine', busyTimeoutMs: 1_000 });
    session = opened.session;
    writeEach(rows, (index) => workRow(index, NOW - ((index * 7_919) % 86_400_000)));
  },
  /** Moves rows picked at random: most to another time at which they are due, a tenth a day ahead. */
  update({ rows, updates }: { rows: number; updates: number }) {
    let seed = 1;
    writeEach(updates, (index) => {
      seed = (seed * 48_271) % 2_147_483_647;
      const ahead = index % 10 === 0 ? 2 * 86_400_000 : 0;
      return workRow(seed % rows, NOW - (seed % 86_400_000) + ahead);
    });
  },
  /** Medians of many calls, µs. */
  cost(): DueCost {
    return { fair: costOf(FAIR), onePortal: costOf(ONE_PORTAL), nothing: costOf(NOTHING) };
  },
});

function costOf(given: DueQuery): number {
  const times: number[] = [];
  // The first half warms up.
  for (let call = 0; call < 2 * CALLS; call++) {
    const begin = process.hrtime.bigint();
    session.read({ id: call, op: 'due', given });
    times.push(Number(process.hrtime.bigint() - begin) / 1_000);
  }
  return median(times.slice(CALLS));
}

function writeEach(count: number, rowAt: (index: number) => ChangeRow): void {
  for (let from = 0; from < count; from += PER_COMMIT) {
    const given = Array.from({ length: Math.min(PER_COMMIT, count - from) }, (_, index) => rowAt(from + index));
    session.connection.write(() => session.write({ id: from, op: 'commit', given }));
  }
}

function workRow(index: number, dueAtMs: number): ChangeRow {
  const row: WorkRow = {
    key: `status:main/${index}`,
    queue: QUEUE,
    app: 'main',
    portal: String(index % PORTALS),
    slot: index % 1_024,
    dueAtMs,
    leased: false,
    ref: `main/${index % PORTALS}/${index}`,
  };
  return ['put', WORK.name, row.key, Object.values(WORK.columns(row)), JSON.stringify(row)];
}

function portalName(index: number): string {
  return `main/${index}`;
}
