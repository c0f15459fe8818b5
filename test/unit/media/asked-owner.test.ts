import { beforeEach, describe, expect, it } from '@jest/globals';
import type { HubSpotPortals } from '../../../src/hubspot/hubspot-portals.js';
import { AskedOwner } from '../../../src/media/asked-owner.js';
import { FILE_QUEUE } from '../../../src/media/file-answer.js';
import { FileAnswerReducer } from '../../../src/media/file-answer-reducer.js';
import { FileAsker } from '../../../src/media/file-asker.js';
import { PortalFiles } from '../../../src/media/portal-files.js';
import { rowId } from '../../../src/outbox/fold/working-set.js';
import type { NewInboxEvent } from '../../../src/outbox/inbox-event.js';
import type { FoldEvent } from '../../../src/outbox/reducer.js';
import { SoleOwner } from '../../../src/outbox/sole-owner.js';
import { WORK } from '../../../src/outbox/work-row.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { portalFiles } from '../../fixtures/portal-files.js';

const PORTAL = ['main', '62515'] as const;
const NOBODYS = { shared: true, epochOf: () => undefined, mayBegin: () => false, fenced: () => undefined };

let fleet: Fleet;
beforeEach(() => {
  fleet = new Fleet();
});

/** One process owns the portal, any number of others do not. */
class Fleet {
  readonly scheduler = new ManualScheduler();
  readonly tx = new MemoryTx(this.scheduler.now());
  readonly inbox: NewInboxEvent[] = [];
  /** How HubSpot was asked, and what it answers. */
  asked = 0;
  refuses = false;
  readonly #reducer = new FileAnswerReducer();
  readonly #owner = portalFiles(this.#hubspot(), this.scheduler);
  readonly #keys = new Set<string>();

  stranger(): PortalFiles {
    const store = { read: async ([get]: { table: string; keys: string[] }[]) => [this.#read(get!.table, get!.keys)] };
    const append = async (events: NewInboxEvent[]) => {
      const fresh = events.filter(({ dedupeKey }) => !this.#keys.has(dedupeKey!));
      for (const { dedupeKey } of fresh) this.#keys.add(dedupeKey!);
      this.inbox.push(...fresh);
      return events.map(() => 'appended' as const);
    };
    const owner = new AskedOwner(store as never, append, this.scheduler);
    const never = { of: () => undefined, heldUntil: () => undefined };
    return new PortalFiles(never, this.scheduler, NOBODYS, owner);
  }

  /** The owner folds what is in the inbox, and does the work that is due. */
  async work(): Promise<void> {
    this.tx.nowMs = this.scheduler.now();
    for (const event of this.inbox.splice(0)) this.#reducer.reduce(event, this.tx);
    const rows = { get: async (table: { name: string }, key: string) => this.#row(table.name, key) };
    const submit = async (event: FoldEvent) => this.#reducer.reduce(event, this.tx);
    const asker = new FileAsker(this.#owner, rows as never, submit, this.scheduler);
    for (const work of this.tx.all(WORK)) if (work.queue === FILE_QUEUE) await asker.run(work);
  }

  #row(table: string, key: string): unknown {
    return this.tx.rows.get(rowId(table, key))?.row;
  }

  #read(table: string, keys: readonly string[]) {
    return keys.flatMap((key) => {
      const row = this.#row(table, key);
      return row === undefined ? [] : [{ key, doc: JSON.stringify(row) }];
    });
  }

  #hubspot(): HubSpotPortals {
    const signedUrl = async () => {
      this.asked += 1;
      if (this.refuses) return { ok: false, failure: { kind: 'not-found', retry: 'never', message: 'no such file' } };
      return { ok: true, value: { url: `https://files.example/${this.asked}`, name: 'a', extension: 'png', size: 3 } };
    };
    return { of: () => ({ client: { files: { signedUrl } }, quota: { nextFreeAt: () => 0 } }) } as never;
  }
}

/** Asks, and lets the owner work while the answer is waited for. */
async function signed(files: PortalFiles, refusedUrl?: string) {
  const answer = files.signed(...PORTAL, '17', refusedUrl);
  await fleet.scheduler.settle();
  await fleet.work();
  await fleet.scheduler.advance(1_000);
  return answer;
}

const urlOf = (answer: Awaited<ReturnType<typeof signed>>) => (answer.ok ? answer.value.url : undefined);

describe('a file of a portal that another process owns', () => {
  it('is asked for by the owner alone, once for all who need it', async () => {
    const [one, two] = [fleet.stranger(), fleet.stranger()];
    const both = [one.signed(...PORTAL, '17'), two.signed(...PORTAL, '17')];
    await fleet.scheduler.settle();
    await fleet.work();
    await fleet.scheduler.advance(1_000);
    expect((await Promise.all(both)).map(urlOf)).toEqual(['https://files.example/1', 'https://files.example/1']);
    expect(await signed(fleet.stranger())).toMatchObject({ ok: true, value: { name: 'a.png', size: 3 } });
    expect(fleet.asked).toBe(1);
  });

  it('is asked for again when its answer does not work any more', async () => {
    const stranger = fleet.stranger();
    const first = urlOf(await signed(stranger));
    expect(urlOf(await signed(stranger, first))).toBe('https://files.example/2');
    expect(urlOf(await signed(fleet.stranger()))).toBe('https://files.example/2');
  });

  it('is asked for again when its answer is too old', async () => {
    await signed(fleet.stranger());
    await fleet.scheduler.advance(31 * 60_000);
    expect(urlOf(await signed(fleet.stranger()))).toBe('https://files.example/2');
  });

  it('is refused as HubSpot refuses it', async () => {
    fleet.refuses = true;
    expect(await signed(fleet.stranger())).toMatchObject({ ok: false, passing: false });
  });

  it('may come later where the owner does not answer, and is not asked for when nobody waits any more', async () => {
    const answer = fleet.stranger().signed(...PORTAL, '17');
    await fleet.scheduler.advance(11_000);
    expect(await answer).toMatchObject({ ok: false, passing: true, reason: { afterMs: 5_000 } });
    await fleet.scheduler.advance(60_000);
    await fleet.work();
    expect(fleet.asked).toBe(0);
  });

  it('may come later where the store cannot be reached', async () => {
    const away = async () => Promise.reject(new Error('away'));
    const owner = new AskedOwner({ read: away } as never, away, fleet.scheduler);
    const files = new PortalFiles({ of: () => undefined, heldUntil: () => undefined }, fleet.scheduler, NOBODYS, owner);
    expect(await files.signed(...PORTAL, '17')).toMatchObject({ ok: false, passing: true });
  });
});

it('a file of a portal of its own needs nobody', async () => {
  const nobody = new AskedOwner({} as never, async () => [], fleet.scheduler);
  const files = new PortalFiles(
    { of: () => undefined, heldUntil: () => undefined },
    fleet.scheduler,
    new SoleOwner(1),
    nobody,
  );
  expect(await files.signed(...PORTAL, '17')).toMatchObject({ ok: false, reason: { class: 'account-unavailable' } });
});
