import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storeName } from '../../../config/store-setting.js';
import { isChannelwrightError } from '../../../errors/channelwright-error.js';
import { DEAD_LETTERS } from '../../../outbox/dead-letter.js';
import { CONTENTS } from '../../../status/content-row.js';
import type { CommandContext } from '../../command.js';
import { agoText } from '../../output/table.js';
import type { Session } from '../../session.js';
import type { Finding } from '../check/finding.js';
import type { Examination } from './examination.js';

type Verdict = Pick<Finding, 'state' | 'detail' | 'remedy'>;

const GIB = 1_073_741_824;
/** Less free space than this is soon none, bytes. */
const LITTLE_SPACE = GIB;
const HARDLY_ANY = 100 * 1_048_576;
/** An event is folded within a second; one that waits longer waits for somebody, ms. */
const LONG_WAIT_MS = 60_000;
/** Work that is due for so long is not being done, ms. */
const LONG_DUE_MS = 10 * 60_000;
/** Events and rows of work that are looked at, each. */
const LOOKED_AT = 20_000;
/** Sealed rows that are opened. */
const SAMPLE = 200;

/** Whether the store is well, and what waits in it. */
export function storeExaminations({ config, store: kept }: Session, { scheduler }: CommandContext): Examination[] {
  const of = storeName(config.store);
  const looked = (check: string, look: () => Promise<Verdict | undefined>): Examination => ({
    check,
    of,
    async examine() {
      const verdict = await look();
      return verdict ? [{ check, of, ...verdict }] : [];
    },
  });
  const { store } = config;
  return [
    ...(store.kind === 'sqlite' ? [looked('disk', () => diskVerdict(store.path))] : []),
    looked('backlog', async () =>
      kept.readIfThere(async (open) => backlogVerdict(await open.backlog(scheduler.now(), LOOKED_AT), scheduler.now())),
    ),
    looked('dead letters', async () =>
      kept.readIfThere(async (open) => deadLetterVerdict(await open.count({ table: DEAD_LETTERS.name }))),
    ),
    looked('encryption keys', async () =>
      kept.readIfThere(async (open) => sampleVerdict(() => open.read([newest(CONTENTS.name)]))),
    ),
  ];
}

function newest(table: string) {
  return { table, range: { column: 'key', from: '' }, order: 'descending' as const, limit: SAMPLE };
}

async function diskVerdict(path: string): Promise<Verdict | undefined> {
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined) return undefined;
  const { bavail, bsize } = await statfs(dirname(path));
  return spaceVerdict(size, bavail * bsize);
}

/** Pure. */
export function spaceVerdict(size: number, free: number): Verdict {
  const detail = `${gib(size)} GiB, ${gib(free)} GiB free`;
  const remedy = 'Make room, or shorten `retention`: a store that cannot write refuses webhooks';
  if (free < HARDLY_ANY) return { state: 'failed', detail, remedy };
  return free < Math.max(LITTLE_SPACE, size / 10) ? { state: 'warning', detail, remedy } : { state: 'ok', detail };
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(2);
}

interface Waiting {
  portals: readonly { events: number; oldestEventMs?: number; due: number; oldestDueMs?: number }[];
  whole: boolean;
}

/** Pure. */
export function backlogVerdict({ portals, whole }: Waiting, nowMs: number): Verdict {
  const sum = (of: 'events' | 'due') => portals.reduce((all, portal) => all + portal[of], 0);
  const oldest = (of: 'oldestEventMs' | 'oldestDueMs') =>
    Math.min(nowMs, ...portals.flatMap((portal) => (portal[of] ? [portal[of]] : [])));
  const [eventAge, dueAge] = [nowMs - oldest('oldestEventMs'), nowMs - oldest('oldestDueMs')];
  const least = whole ? '' : 'at least ';
  const detail = `${least}${sum('events')} events and ${sum('due')} rows of work wait`;
  const remedy = 'Start the connector; if it runs, see `channelwright fleet` for what it waits for';
  if (eventAge > LONG_WAIT_MS) {
    return { state: 'failed', detail: `${detail}; the oldest event came ${agoText(eventAge)}`, remedy };
  }
  if (dueAge > LONG_DUE_MS) {
    return { state: 'warning', detail: `${detail}; the oldest work was due ${agoText(dueAge)}`, remedy };
  }
  return { state: 'ok', detail };
}

/** Pure. */
export function deadLetterVerdict(count: number): Verdict {
  if (count === 0) return { state: 'ok', detail: 'none' };
  const remedy = 'See `channelwright dead-letters list`; replay them when their cause is mended';
  return { state: 'warning', detail: `${count}, whose end nobody was told`, remedy };
}

/** Opening the store shows that a key fits; rows of another key that is missing show only when they are read. */
async function sampleVerdict(read: () => Promise<unknown[][]>): Promise<Verdict> {
  try {
    const [rows = []] = await read();
    return { state: 'ok', detail: `${rows.length} of the newest sealed rows can be opened` };
  } catch (error) {
    if (!isChannelwrightError(error)) throw error;
    const remedy = 'Put the key that is missing back into `encryptionKeys`';
    return { state: 'failed', detail: error.message, remedy };
  }
}
