import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { slotOf } from '../../src/outbox/slot.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { Deployment } from '../fixtures/deployment.js';
import { TEST_KEY } from '../fixtures/temp-store.js';

interface Backlog {
  portals: { portal: string; events: number; due: number }[];
  whole: boolean;
}

/** Events as webhooks bring them, for engines that are not there. */
async function append(folder: string, portal: string, count: number): Promise<void> {
  const store = await openSqliteStore({ path: join(folder, 'channelwright.db'), keys: [TEST_KEY], mode: 'client' });
  const event = { kind: 'a.kind', slot: slotOf('main', portal), app: 'main', portal, receivedAtMs: 1_700_000_000_000 };
  await store.append(Array.from({ length: count }, (_, body) => ({ ...event, body })));
  await store.close();
}

describe('migrate, on SQLite', () => {
  it('says that a migration is waiting, makes it, and has nothing more to do', async () => {
    await using deployment = await Deployment.open();
    const { code, stdout } = await deployment.call('migrate', '--check');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining('there are no tables yet. Run `channel'),
    });
    expect(await deployment.files()).toEqual(['channelwright.json']);

    const made = await deployment.json<{ from: number; to: number }>('migrate');
    expect(made).toEqual({ store: 'channelwright.db', from: 0, to: expect.any(Number) });
    expect(await deployment.call('migrate', '--check')).toMatchObject({ code: 0 });
    const again = await deployment.call('migrate');
    expect(again).toMatchObject({ code: 0, stdout: `Nothing to do: the schema is at version ${made.to}.\n` });
  });

  it('refuses what a newer version wrote', async () => {
    await using deployment = await Deployment.open();
    await deployment.call('migrate');
    const database = new DatabaseSync(join(deployment.folder, 'channelwright.db'));
    database.exec('INSERT INTO schema_versions (version, runs_from) VALUES (1000, 1000)');
    database.close();
    for (const options of [[], ['--check']]) {
      const { code, stderr } = await deployment.call('migrate', ...options);
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('its schema is 1000 and needs') });
    }
  });
});

describe('fleet, on SQLite', () => {
  it('says that there is one engine, and where most waits', async () => {
    await using deployment = await Deployment.open();
    expect(await deployment.call('fleet')).toMatchObject({ code: 3, stderr: expect.stringContaining('no store yet') });
    await deployment.call('migrate');
    expect((await deployment.call('fleet')).stdout).toBe(
      'SQLite is for one engine: it works on everything. For several replicas, keep the store in PostgreSQL.\n\nNothing waits.\n',
    );
    await append(deployment.folder, '1', 2);
    await append(deployment.folder, '2', 3);
    const { backlog } = await deployment.json<{ backlog: Backlog }>('fleet');
    expect(backlog).toMatchObject({
      whole: true,
      portals: [
        { portal: '2', events: 3 },
        { portal: '1', events: 2 },
      ],
    });
    const { stdout } = await deployment.call('fleet', '--limit', '1');
    expect(stdout).toMatch(
      /^PORTAL +APP +EVENTS +OLDEST +DUE +OLDEST DUE\n2 +main +3 +\d+d ago +0 +–\nFewer wait for 1 more\.$/m,
    );
  });
});
