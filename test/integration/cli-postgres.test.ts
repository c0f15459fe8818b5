import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { NewMember } from '../../src/fleet/fleet-store.js';
import { slotOf } from '../../src/outbox/slot.js';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.js';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.js';
import { Deployment, PEER } from '../fixtures/deployment.js';
import { type FreshDatabase, freshDatabase } from '../fixtures/postgres.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

const MEMBER: NewMember = {
  name: 'replica-1',
  version: '1.0.0',
  fingerprint: 'aaaa',
  apps: ['main'],
  channels: ['chat'],
  expiryMs: 60_000,
};

/** A deployment whose store is a database. */
class OnPostgres implements AsyncDisposable {
  private constructor(
    readonly deployment: Deployment,
    readonly database: FreshDatabase,
  ) {}

  static async open(): Promise<OnPostgres> {
    const opened = new OnPostgres(await Deployment.open(), await freshDatabase());
    await opened.configure();
    return opened;
  }

  /** One that has worked on SQLite before, and sent a message. */
  static async moved(): Promise<{ moved: OnPostgres; id: string }> {
    const moved = await OnPostgres.open();
    const { deployment } = moved;
    await deployment.configure();
    const engine = await deployment.engine();
    const id = deployment.agentWrites('Before the move');
    await until('HubSpot knows', () => deployment.told(id).length > 0);
    await engine.stop();
    const { folder } = deployment;
    await deployment.call('store', 'copy', '--from', `${folder}/channelwright.db`, '--to', moved.database.url);
    await moved.configure();
    return { moved, id };
  }

  configure(more: object = {}): Promise<void> {
    return this.deployment.configure({ store: { url: this.database.url, pool: 2, ...more } });
  }

  /** With other parts of the URL. */
  async pointTo(change: (url: URL) => void): Promise<void> {
    const url = new URL(this.database.url);
    change(url);
    await this.configure({ url: url.href });
  }

  async store<T>(use: (store: PostgresStore) => Promise<T>): Promise<T> {
    const store = await openPostgresStore({ url: this.database.url, keys: [TEST_KEY], mode: 'engine' });
    return use(store).finally(() => store.close());
  }

  async sql(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    await client.query(text).finally(() => client.end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.deployment[Symbol.asyncDispose]();
    await this.database.drop();
  }
}

describe('migrate, on PostgreSQL', () => {
  it('says that a migration is waiting, makes it, and has nothing more to do', async () => {
    await using on = await OnPostgres.open();
    const { deployment } = on;
    const waits = await deployment.call('migrate', '--check');
    expect(waits).toMatchObject({ code: 1, stdout: expect.stringContaining('there are no tables yet') });
    expect(await deployment.call('accounts', 'list')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('migrate'),
    });
    const { to } = await deployment.json<{ to: number }>('migrate');
    expect(to).toBeGreaterThan(0);
    expect(await deployment.call('migrate', '--check')).toMatchObject({ code: 0 });
    expect(await deployment.call('accounts', 'list')).toMatchObject({
      code: 0,
      stdout: 'There are no accounts yet.\n',
    });
  });

  it('refuses what a newer version made, and one that is waiting is not made by looking', async () => {
    await using on = await OnPostgres.open();
    const { deployment } = on;
    await deployment.call('migrate');
    await on.sql('DELETE FROM channelwright.schema_versions WHERE version > 1');
    await on.sql('UPDATE channelwright.schema_versions SET version = 1000, runs_from = 1000');
    const { code, stderr } = await deployment.call('migrate');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/its schema is 1000 and .*newer one/) });
  });
});

describe('check, on PostgreSQL', () => {
  it('tells of a database without tables, and of one that is in use', async () => {
    await using on = await OnPostgres.open();
    const { deployment } = on;
    const before = await deployment.call('check');
    expect(before.code).toBe(0);
    expect(before.stdout).toMatch(/store +postgres:\/\/\S+ +ok +PostgreSQL \d+\.\d+: can be reached/);
    expect(before.stdout).toMatch(/database +\S+ +ok +there are no tables yet: the next start sees to it/);
    await on.configure({ migrate: false });
    expect(await deployment.call('check')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('run `channelwright migrate`'),
    });
    await deployment.call('migrate');
    const after = await deployment.call('check');
    expect(after.stdout).toMatch(/PostgreSQL \d+\.\d+: opens, and the encryption keys fit/);
    expect(after.stdout).not.toMatch(/^database/m);
    expect(before.stdout + after.stdout).not.toContain(new URL(on.database.url).password);
  });
});

describe('commands, on PostgreSQL', () => {
  it('see what was moved there, and carry out here what they are told where no replica lives', async () => {
    const { moved, id } = await OnPostgres.moved();
    await using _moved = moved;
    const { deployment } = moved;
    expect((await deployment.call('messages', 'show', id, '--content')).stdout).toContain('Before the move');
    const found = await deployment.json<{ messages: { id: string }[] }>('messages', 'find', '--peer', PEER.value);
    expect(found.messages.map((each) => each.id)).toEqual([id]);
    expect((await deployment.call('accounts', 'list')).stdout).toContain('main-line');

    const paused = await deployment.call('pause', '--account', 'main-line');
    expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining('Carried out here') });
    expect((await deployment.call('gates', 'list')).stdout).toContain('account:main-line');
    expect(await deployment.call('resume', '--account', 'main-line')).toMatchObject({ code: 0 });
    expect((await deployment.call('gates', 'list')).stdout).toBe('Every gate is open.\n');
    expect((await deployment.call('dead-letters', 'list')).code).toBe(0);
    expect((await deployment.call('channels', 'list')).code).toBe(0);
    const { replicas } = await deployment.json<{ replicas: unknown[] }>('fleet');
    expect(replicas).toEqual([]);

    const them = join(deployment.folder, 'them.txt');
    await writeFile(them, '+15550150\n+15550151\n');
    const taken = await deployment.call('suppressions', 'import', them, '--account', 'main-line');
    expect(taken).toMatchObject({ code: 0, stdout: expect.stringContaining('2 opt-outs added, 0 known before.') });
    expect((await deployment.call('suppressions', 'list')).stdout).toMatch(/main-line +\+15550151 /);
    const { messages } = await deployment.json<{ messages: { createdAtMs: number }[] }>('messages', 'find');
    const month = new Date(messages[0]?.createdAtMs ?? 0).toISOString().slice(0, 7);
    expect((await deployment.call('usage', '--month', month)).stdout).toMatch(/^main-line +1 +0/m);
  });

  it('leave to a replica what is its work', async () => {
    const { moved } = await OnPostgres.moved();
    await using _moved = moved;
    const { deployment } = moved;
    deployment.hurry = true;
    await moved.store(async (store) => {
      await store.join(MEMBER);
      const { code, stdout } = await deployment.call('pause', '--account', 'main-line');
      expect({ code, stdout }).toEqual({ code: 4, stdout: expect.stringContaining('is stored, but') });
    });
  });
});

describe('fleet, on PostgreSQL', () => {
  it('shows replicas, what nobody owns and why, and where most waits', async () => {
    const { moved } = await OnPostgres.moved();
    await using _moved = moved;
    const { deployment } = moved;
    expect((await deployment.call('fleet')).stdout).toMatch(
      /No replica is running\.\n1 slot with work has no owner: start a/,
    );
    await moved.store(async (store) => {
      await store.join({ ...MEMBER, channels: ['post'] });
      const other = await store.join({ ...MEMBER, name: 'replica-2', fingerprint: 'bbbb', channels: ['post'] });
      await store.join({ ...MEMBER, name: 'replica-3', channels: ['post'] });
      await store.retire(other);
      const event = { kind: 'a.kind', slot: slotOf('main', '9'), app: 'main', portal: '9', receivedAtMs: 1, body: 1 };
      await store.append([event, event]);
    });
    const { stdout } = await deployment.call('fleet');
    expect(stdout).toMatch(/^replica-1 +1\.0\.0 +aaaa +0 +\d+s ago +works$/m);
    expect(stdout).toMatch(/^replica-2 +1\.0\.0 +bbbb differs +0 +\d+s ago +leaving$/m);
    expect(stdout).toContain('1 slot with work has no owner: no replica knows all of channel chat. Put it into');
    expect(stdout).toMatch(/^9 +main +2 +\d+d ago +0 +–$/m);
    const { slots } = await deployment.json<{ slots: object }>('fleet');
    expect(slots).toEqual({ owned: 0, unowned: [{ slots: 1, because: 'unknown', needs: ['channel:chat'] }] });
  });
});

describe('a beginner', () => {
  const cases: [what: string, change: (url: URL) => void, said: RegExp][] = [
    [
      'with a wrong password or user',
      (url) => Object.assign(url, { username: 'nobody', password: 'wrong-one' }),
      /does not let us in: .*\(28.{3}\)/,
    ],
    [
      'with a wrong name of the database',
      (url) => Object.assign(url, { pathname: '/no_such' }),
      /does not let us in: database "no_such" .*\(3D000\)/,
    ],
    [
      'who asks for TLS where there is none',
      (url) => url.searchParams.set('sslmode', 'require'),
      /does not let us in: The server does not support SSL/,
    ],
  ];

  it.each(cases)('%s is told so', async (_, change, said) => {
    await using on = await OnPostgres.open();
    await on.pointTo(change);
    const { code, stderr } = await on.deployment.call('accounts', 'list');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(said) });
    expect(stderr).not.toMatch(/wrong-one|^\s+at /m);
  });

  it('whose server is down is told so', async () => {
    await using on = await OnPostgres.open();
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await on.pointTo((url) => Object.assign(url, { host: `127.0.0.1:${port}` }));
    const { code, stderr } = await on.deployment.call('check');
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const { stderr: said } = await on.deployment.call('accounts', 'list');
    expect(said).toMatch(/ECONNREFUSED/);
  });

  it('who may not create the schema is told what to ask for', async () => {
    await using on = await OnPostgres.open();
    const role = `guest_${Date.now()}`;
    await on.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'guest-word'`);
    try {
      await on.pointTo((url) => Object.assign(url, { username: role, password: 'guest-word' }));
      const { code, stderr } = await on.deployment.call('migrate');
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: expect.stringMatching(/permission denied for database .*\(42501\)/),
      });
      expect((await on.deployment.call('check')).stdout).toContain('GRANT CREATE ON DATABASE');
    } finally {
      await on.sql(`DROP ROLE ${role}`);
    }
  });

  it('who names certificates that are not there is told where', async () => {
    await using on = await OnPostgres.open();
    await on.configure({ tls: { ca: 'ca.pem' } });
    const { code, stderr } = await on.deployment.call('check');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('store.tls.ca cannot be read (ENOENT). Put'),
    });
  });
});
