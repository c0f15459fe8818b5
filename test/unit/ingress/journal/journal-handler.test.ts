import { beforeEach, describe, expect, it } from '@jest/globals';
import type { WebhooksJournalApi } from '../../../../src/hubspot/client/webhooks-journal-api.js';
import type { HubSpotFailure } from '../../../../src/hubspot/failure/hubspot-failure.js';
import { JOURNAL_READ, type JournalRead } from '../../../../src/ingress/journal/journal-events.js';
import { JournalHandler } from '../../../../src/ingress/journal/journal-handler.js';
import type { CurrentRows } from '../../../../src/outbox/current-rows.js';
import type { NewInboxEvent } from '../../../../src/outbox/inbox-event.js';
import type { WorkRow } from '../../../../src/outbox/work-row.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

const HOUR = 3_600_000;
const REFUSED: HubSpotFailure = { kind: 'forbidden', retry: 'never', message: 'not installed there' };
const AWAY: HubSpotFailure = { kind: 'server', retry: 'later', message: 'away' };

let scheduler: ManualScheduler;
let log: SilentLog;
let portals: string[];
/** Portals whose privacy deletions HubSpot lets nobody subscribe to. */
let refusals: Map<string, HubSpotFailure>;
let asked: string[];
let appended: NewInboxEvent[];
let reads: JournalRead[];
let handler: JournalHandler;

beforeEach(() => {
  scheduler = new ManualScheduler();
  log = new SilentLog();
  portals = ['1', '2', '3'];
  refusals = new Map();
  asked = [];
  appended = [];
  reads = [];
  const journal = emulatedJournal();
  handler = new JournalHandler(
    { journalOf: () => journal, portalsOf: () => portals },
    { get: async () => undefined } as unknown as CurrentRows,
    async (events) => {
      appended.push(...events);
      return events.map(() => 'appended' as const);
    },
    async ({ kind, body }) => void (kind === JOURNAL_READ && reads.push(body as JournalRead)),
    scheduler,
    log,
  );
});

/** Holds one entry: the app was uninstalled from portal 2. */
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
    earliest: async () => ok({ results: [{ url: 'https://files.example/1', currentOffset: 'o1' }] }),
    next: async () => ok({ results: [] }),
    file: async () => ok({ journalEvents: [{ action: 'APP_UNINSTALL', portalId: '2' }] }),
  } as unknown as WebhooksJournalApi;
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
