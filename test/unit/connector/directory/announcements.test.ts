import { afterEach, describe, expect, it } from '@jest/globals';
import { Announcements } from '../../../../src/connector/directory/announcements.js';
import type { Written } from '../../../../src/connector/engine/directory-mirror.js';
import { ChannelwrightError } from '../../../../src/errors/channelwright-error.js';
import type { Announcement } from '../../../../src/fleet/fleet-store.js';
import type { Read } from '../../../../src/outbox/work-store.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

/** What is announced, and how the rows are by the time they are read. */
class AnnouncingStore {
  readonly told: Announcement[] = [];
  readonly rows = new Map<string, string>();
  looks = 0;
  /** What happens while a look is under way. */
  during: () => Promise<void> = async () => undefined;

  write(table: string, key: string, doc?: unknown): void {
    this.told.push({ table, key });
    if (doc === undefined) this.rows.delete(`${table} ${key}`);
    else this.rows.set(`${table} ${key}`, JSON.stringify(doc));
  }

  async announced(cursor?: string): Promise<{ cursor: string; rows: Announcement[] }> {
    if (cursor === undefined) return { cursor: String(this.told.length), rows: [] };
    this.looks += 1;
    const found = { cursor: String(this.told.length), rows: this.told.slice(Number(cursor)) };
    await this.during();
    return found;
  }

  async read(requests: Read[]): Promise<{ key: string; doc: string }[][]> {
    return requests.map((request) => {
      const keys = 'keys' in request ? request.keys : [];
      return keys.flatMap((key) => {
        const doc = this.rows.get(`${request.table} ${key}`);
        return doc === undefined ? [] : [{ key, doc }];
      });
    });
  }
}

describe('what others write into the directory', () => {
  const store = new AnnouncingStore();
  const scheduler = new ManualScheduler();
  const heard: [table: string, ...Written[]][] = [];
  const follow = async (): Promise<Announcements> => {
    const changed = (rows: (table: string) => readonly Written[]) => {
      for (const table of ['accounts', 'gates']) if (rows(table).length > 0) heard.push([table, ...rows(table)]);
    };
    const announcements = new Announcements({ store, scheduler, log: new SilentLog(), changed });
    await announcements.begin();
    announcements.start();
    return announcements;
  };

  afterEach(() => {
    heard.length = 0;
    store.during = async () => undefined;
  });

  it('is heard of by itself, as the rows are now', async () => {
    const announcements = await follow();
    store.write('accounts', 'a', { n: 1 });
    store.write('accounts', 'a', { n: 2 });
    store.write('gates', 'g');
    await scheduler.advance(1_000);
    expect(heard).toEqual([
      ['accounts', { key: 'a', row: { n: 2 } }],
      ['gates', { key: 'g', row: undefined }],
    ]);
    await announcements.stop();
  });

  it('is heard of by whoever asks to be caught up, also what came while a look was under way', async () => {
    const announcements = await follow();
    const before = store.looks;
    let asked: Promise<void> | undefined;
    store.during = async () => {
      store.during = async () => undefined;
      store.write('accounts', 'late', { n: 3 });
      asked = announcements.caughtUp();
    };
    await announcements.caughtUp();
    await asked;
    expect(store.looks - before).toBe(2);
    expect(heard).toEqual([['accounts', { key: 'late', row: { n: 3 } }]]);
    await announcements.stop();
  });

  it('is not missed when it could not be read the first time', async () => {
    const announcements = await follow();
    store.write('accounts', 'a', { n: 4 });
    store.during = () => Promise.reject(new ChannelwrightError('CW_STORE_UNAVAILABLE'));
    await expect(announcements.caughtUp()).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    store.during = async () => undefined;
    await announcements.caughtUp();
    expect(heard).toEqual([['accounts', { key: 'a', row: { n: 4 } }]]);
    await announcements.stop();
  });

  it('is looked for more rarely where nothing comes, and as often as before once something has', async () => {
    const changed = () => undefined;
    const announcements = new Announcements({ store, scheduler, log: new SilentLog(), changed, restMs: () => 4_000 });
    await announcements.begin();
    const before = store.looks;
    announcements.start();
    await scheduler.advance(1_000 + 2_000 + 4_000 + 4_000);
    expect(store.looks - before).toBe(4);
    store.write('accounts', 'a', { n: 5 });
    await scheduler.advance(4_000 + 1_000);
    expect(store.looks - before).toBe(6);
    await announcements.stop();
  });

  it('is not looked for any more once it is stopped', async () => {
    const announcements = await follow();
    await announcements.stop();
    const before = store.looks;
    announcements.wake();
    await scheduler.advance(5_000);
    expect(store.looks).toBe(before);
  });
});
