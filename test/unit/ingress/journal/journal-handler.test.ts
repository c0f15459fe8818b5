import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../../../src/contract/json.js';
import type { WebhooksJournalApi } from '../../../../src/hubspot/client/webhooks-journal-api.js';
import type { HubSpotFailure } from '../../../../src/hubspot/failure/hubspot-failure.js';
import type { IngressDeps } from '../../../../src/ingress/ingress-deps.js';
import { JOURNAL_READ, type JournalRead } from '../../../../src/ingress/journal/journal-events.js';
import { JournalHandler } from '../../../../src/ingress/journal/journal-handler.js';
import { JournalReducer } from '../../../../src/ingress/journal/journal-reducer.js';
import { ENTRY_MISSED, ENTRY_RETRIED, type EntryRetried } from '../../../../src/ingress/journal/missed-entry.js';
import { MissedEntryReducer } from '../../../../src/ingress/journal/missed-entry-reducer.js';
import { rereadUnparsable } from '../../../../src/ingress/reread.js';
import { UnparsableReducer } from '../../../../src/ingress/webhooks/unparsable-reducer.js';
import type { CurrentRows } from '../../../../src/outbox/current-rows.js';
import { DEAD_LETTERS, type DeadLetterRow } from '../../../../src/outbox/dead-letter.js';
import { emptyLetter } from '../../../../src/outbox/empty-letter.js';
import type { NewInboxEvent } from '../../../../src/outbox/inbox-event.js';
import { WORK, type WorkRow } from '../../../../src/outbox/work-row.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const REFUSED: HubSpotFailure = { kind: 'forbidden', retry: 'never', message: 'not installed there' };
const AWAY: HubSpotFailure = { kind: 'server', retry: 'later', message: 'away' };

const UNINSTALL = { action: 'APP_UNINSTALL', portalId: '2' };
const DELETION = { action: 'GDPR_DELETE', portalId: '1', objectId: 7, properties: { phone: '+15550142' } };

let scheduler: ManualScheduler;
let log: SilentLog;
let portals: string[];
/** Portals whose privacy deletions HubSpot lets nobody subscribe to. */
let refusals: Map<string, HubSpotFailure>;
let asked: string[];
let appended: NewInboxEvent[];
let reads: JournalRead[];
/** The files of the entries, by offset. */
let files: Map<string, string>;
/** Why the files of entries cannot be had, by offset. */
let missing: Map<string, HubSpotFailure>;
let retries: EntryRetried[];
/** Whatever comes had come before. */
let inboxKnows: boolean;
let handler: JournalHandler;

beforeEach(() => {
  scheduler = new ManualScheduler();
  log = new SilentLog();
  portals = ['1', '2', '3'];
  refusals = new Map();
  asked = [];
  appended = [];
  reads = [];
  files = new Map([['o1', fileOf(UNINSTALL)]]);
  missing = new Map();
  retries = [];
  inboxKnows = false;
  const journal = emulatedJournal();
  handler = new JournalHandler(
    { journalOf: () => journal, portalsOf: () => portals },
    { get: async () => undefined } as unknown as CurrentRows,
    async (events) => {
      appended.push(...events);
      return events.map(() => (inboxKnows ? 'duplicate' : 'appended'));
    },
    async ({ kind, body }) => {
      if (kind === JOURNAL_READ) reads.push(body as JournalRead);
      if (kind === ENTRY_RETRIED) retries.push(body as EntryRetried);
    },
    scheduler,
    log,
  );
});

/** Holds one entry, that the app was uninstalled from portal 2, unless a test has put others into `files`. */
function emulatedJournal(): WebhooksJournalApi {
  const ok = <T>(value: T) => ({ ok: true as const, status: 200, value });
  const subscribe = (portal: string) => {
    asked.push(portal);
    const failure = refusals.get(portal);
    return failure ? { ok: false as const, failure } : ok(undefined);
  };
  return {
    subscriptions: async () => ok({ results: [] }),
    subscribeToUninstalls: async () => subscribe(''),
    subscribeToDeletions: async (portal: string) => subscribe(portal),
    earliest: async () => ok({ results: [...files.keys()].map((offset) => ({ url: offset, currentOffset: offset })) }),
    next: async () => ok({ results: [] }),
    entries: async (offsets: string[]) =>
      ok({ results: offsets.filter((one) => files.has(one)).map((one) => ({ url: one, currentOffset: one })) }),
    file: async (offset: string) => {
      const failure = missing.get(offset);
      return failure ? { ok: false as const, failure } : ok(files.get(offset));
    },
  } as unknown as WebhooksJournalApi;
}

function fileOf(...journalEvents: unknown[]): string {
  return JSON.stringify({ journalEvents });
}

/** The dead letters that the inbox has become. */
function letters(): DeadLetterRow[] {
  const tx = new MemoryTx();
  appended.forEach((event, seq) => {
    tx.fold({ ...event, inbox: { ...event, seq } }, [new UnparsableReducer({ contentMs: 14 * 24 * 3_600_000 })]);
  });
  return tx.all(DEAD_LETTERS);
}

/** What a letter becomes when it is replayed by a version that can read `text`. */
function replayed(letter: DeadLetterRow, text: string): NewInboxEvent[] | undefined {
  const body = { ...(letter.body as object), base64: Buffer.from(text).toString('base64') };
  return rereadUnparsable({} as IngressDeps, { ...letter, body });
}

function look(): Promise<undefined> {
  return handler.run({ app: 'main' } as WorkRow, new AbortController().signal);
}

describe('reading the webhooks journal', () => {
  it('goes on where HubSpot refuses a subscription for one portal: its uninstall may be what is to be read', async () => {
    refusals.set('2', REFUSED);
    await look();
    expect(asked).toEqual(['', '1', '2', '3']);
    expect(appended).toMatchObject([{ portal: '2', body: { kind: 'uninstalled' } }]);
    expect(reads).toMatchObject([{ offset: 'o1' }]);
    expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([{ fields: { app: 'main', portal: '2' } }]);
  });

  it('asks for a refused subscription again after an hour, for one that could not be had at the next look', async () => {
    refusals.set('1', REFUSED).set('2', AWAY);
    await look();
    await look();
    expect(asked).toEqual(['', '1', '2', '2']);
    refusals.clear();
    await scheduler.advance(HOUR);
    await look();
    expect(asked.slice(4).sort()).toEqual(['1', '2', '3']);
  });

  it('subscribes anew for a portal that was gone in between', async () => {
    await look();
    portals = ['1', '3'];
    await look();
    portals = ['1', '2', '3'];
    await look();
    expect(asked).toEqual(['', '1', '2', '3', '2']);
  });

  it('does not go on where the app may not have the journal at all', async () => {
    refusals.set('', REFUSED);
    await look();
    expect([asked, appended]).toEqual([[''], []]);
    expect(reads).toEqual([{ againAtMs: scheduler.now() + HOUR }]);
  });
});

describe('an entry that cannot be read', () => {
  it('is put aside as it is, and those behind it are read', async () => {
    files = new Map([
      ['o1', '<html>'],
      ['o2', '{"events":[]}'],
      ['o3', fileOf(UNINSTALL)],
    ]);
    await look();
    expect(reads).toEqual([{ offset: 'o3', againAtMs: scheduler.now() + MINUTE }]);
    expect(appended.at(-1)).toMatchObject({ portal: '2', body: { kind: 'uninstalled' } });
    expect(letters()).toMatchObject([
      { kind: 'unparsable', app: 'main', body: { offset: 'o1', base64: Buffer.from('<html>').toString('base64') } },
      { kind: 'unparsable', body: { offset: 'o2' }, cause: { detail: expect.stringContaining('no list of events') } },
    ]);
  });

  it('takes none of its readable events with it, and is told without a word of it', async () => {
    const strange = { portalId: 1, kind: 'erasure', who: '+15550142' };
    files = new Map([['o1', fileOf(strange, DELETION, { ...DELETION, objectId: null, properties: null })]]);
    await look();
    expect(appended.map(({ kind, portal }) => [kind, portal])).toEqual([
      ['unparsable', '1'],
      ['privacy.erase', '1'],
      ['unparsable', '1'],
    ]);
    expect(letters()).toMatchObject([
      { portal: '1', body: { index: 0, base64: Buffer.from(JSON.stringify(strange)).toString('base64') } },
      { portal: '1', body: { index: 2 }, cause: { detail: expect.stringContaining('names nobody') } },
    ]);
    expect(JSON.stringify(letters().map(({ cause }) => cause))).not.toContain('+15550142');
  });

  it('is put aside once, however often it is read', async () => {
    files = new Map([['o1', fileOf(7)]]);
    await look();
    await look();
    expect(new Set(appended.map(({ dedupeKey }) => dedupeKey)).size).toBe(1);
  });

  it('is replayed by a version that can read it, and counts once', async () => {
    files = new Map([
      ['o1', 'sealed by tomorrow’s HubSpot'],
      ['o2', fileOf('new', DELETION)],
    ]);
    await look();
    const [whole, piece] = letters() as [DeadLetterRow, DeadLetterRow];
    expect(replayed(whole, 'sealed by tomorrow’s HubSpot')).toBeUndefined();
    expect(replayed(piece, '"new"')).toBeUndefined();
    const known = appended.map(({ dedupeKey }) => dedupeKey);
    for (const events of [replayed(whole, fileOf(DELETION)), replayed(piece, JSON.stringify(DELETION))]) {
      expect(events).toMatchObject([{ kind: 'privacy.erase', portal: '1', body: { peers: ['+15550142'] } }]);
      expect(known).not.toContain(events?.[0]?.dedupeKey);
    }
  });
});

describe('an entry whose file HubSpot does not give', () => {
  const GONE: HubSpotFailure = { kind: 'not-found', retry: 'never', message: 'no such key', status: 404 };
  const TOO_LARGE: HubSpotFailure = { kind: 'ambiguous', retry: 'later', message: 'large', tooLarge: true };
  const reducers = [new JournalReducer(), new MissedEntryReducer()];

  beforeEach(() => {
    files = new Map([
      ['o1', fileOf(DELETION)],
      ['o2', fileOf(UNINSTALL)],
    ]);
  });

  function folded(kind: string, body: object, tx = new MemoryTx()): MemoryTx {
    tx.nowMs = scheduler.now();
    tx.fold({ kind, app: 'main', portal: '', receivedAtMs: tx.nowMs, body: body as Json }, reducers);
    return tx;
  }

  /** The work of the one entry that was passed by. */
  function entryWorkIn(tx: MemoryTx): WorkRow | undefined {
    return tx.all(WORK).find(({ cursor }) => cursor !== undefined);
  }

  /** Asks for it as often as its work is there. */
  async function tried(tx: MemoryTx): Promise<number> {
    let times = 0;
    for (let work = entryWorkIn(tx); work && times < 20; work = entryWorkIn(tx)) {
      await scheduler.advance(work.dueAtMs - scheduler.now());
      await handler.run(work, new AbortController().signal);
      folded(ENTRY_RETRIED, retries.at(-1)!, tx);
      times += 1;
    }
    return times;
  }

  it.each([
    ['is refused', GONE],
    ['is larger than what is taken', TOO_LARGE],
  ])('because it %s holds up none behind it, and is a dead letter after a few tries', async (_, failure) => {
    missing.set('o1', failure);
    await look();
    expect(appended).toMatchObject([{ portal: '2', body: { kind: 'uninstalled' } }]);
    expect(reads).toMatchObject([{ offset: 'o2', missed: [{ offset: 'o1' }] }]);
    const tx = folded(JOURNAL_READ, reads[0]!);
    expect(await tried(tx)).toBe(4);
    expect(tx.all(DEAD_LETTERS)).toMatchObject([
      { app: 'main', portal: '', cause: { code: 'CW_JOURNAL_ENTRY_MISSED' }, body: { offset: 'o1' } },
    ]);
    expect(tx.takeEmitted()).toEqual(['dead-letter.added']);
  });

  it('is read when HubSpot gives it after all, also by the replay of its letter', async () => {
    missing.set('o1', GONE);
    await look();
    const tx = folded(JOURNAL_READ, reads[0]!);
    await tried(tx);
    missing.clear();
    const [letter] = tx.all(DEAD_LETTERS);
    folded(letter!.kind, letter!.body as object, tx);
    expect(await tried(tx)).toBe(1);
    expect(appended.at(-1)).toMatchObject({ kind: 'privacy.erase', portal: '1' });
    expect(entryWorkIn(tx)).toBeUndefined();
  });

  it('is what an unreadable one becomes without its content: HubSpot is asked for it again', async () => {
    files = new Map([['o1', `not JSON: ${DELETION.properties.phone}`]]);
    await look();
    const tx = new MemoryTx();
    for (const letter of letters()) tx.put(DEAD_LETTERS, letter);
    emptyLetter(tx, tx.all(DEAD_LETTERS)[0]!.key, 'erased');
    const [letter] = tx.all(DEAD_LETTERS);
    expect(letter).toMatchObject({
      kind: ENTRY_MISSED,
      body: { offset: 'o1' },
      cause: { code: 'CW_WEBHOOK_UNPARSABLE' },
    });
    folded(letter!.kind, letter!.body as object, tx);
    // Still nobody can read it, and the inbox knows it: a letter without content is what remains.
    inboxKnows = true;
    await tried(tx);
    expect(tx.all(DEAD_LETTERS).map(({ cause }) => cause.code)).toContain('CW_JOURNAL_ENTRY_MISSED');
    files.set('o1', fileOf(DELETION));
    inboxKnows = false;
    folded(letter!.kind, letter!.body as object, tx);
    await tried(tx);
    expect(appended.at(-1)).toMatchObject({ kind: 'privacy.erase', portal: '1' });
  });

  it('is given up when HubSpot has forgotten it', async () => {
    missing.set('o1', GONE);
    await look();
    const tx = folded(JOURNAL_READ, reads[0]!);
    files.delete('o1');
    await tried(tx);
    expect(tx.all(DEAD_LETTERS)).toMatchObject([{ cause: { detail: expect.stringContaining('no longer has it') } }]);
  });

  it.each<HubSpotFailure>([
    { kind: 'unauthenticated', retry: 'never', message: 'm', status: 401 },
    { kind: 'forbidden', retry: 'never', message: 'm', status: 403 },
    { kind: 'rate-limited', retry: 'later', message: 'm', status: 429, retryAfterMs: 1_000 },
    AWAY,
  ])('is waited for where another would have met the same: $kind', async (failure) => {
    missing.set('o1', failure);
    await look();
    expect(appended).toEqual([]);
    expect(reads).toEqual([{ againAtMs: expect.any(Number) }]);
    missing.set('o1', GONE);
    await look();
    const tx = folded(JOURNAL_READ, reads.at(-1)!);
    missing.set('o1', failure);
    await handler.run(entryWorkIn(tx)!, new AbortController().signal);
    expect(retries).toEqual([{ offset: 'o1', againAtMs: expect.any(Number) }]);
  });
});
