import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createConnector } from '../../src/connector/create-connector.js';
import { ChannelwrightError } from '../../src/errors/channelwright-error.js';
import type { FleetStore } from '../../src/fleet/fleet-store.js';
import type { WorkStore } from '../../src/outbox/work-store.js';
import { ManualScheduler } from '../../src/testing/manual-scheduler.js';
import { type FreshDatabase, freshDatabase } from '../fixtures/postgres.js';
import { SilentLog } from '../fixtures/silent-log.js';
import { TEST_KEY } from '../fixtures/temp-store.js';

describe('a replica that starts', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  const config = () => ({
    publicUrl: 'https://connector.example',
    store: database.url,
    encryptionKeys: [Buffer.from(TEST_KEY).toString('base64')],
    apps: { main: { appId: 1, clientId: 'id', clientSecrets: ['secret'], developerApiKey: 'key' } },
    channels: {},
  });

  it('leaves no timer behind where it cannot join, and may be started again', async () => {
    const scheduler = new ManualScheduler();
    let refuses = true;
    const fleet = (store: FleetStore) =>
      new Proxy(store, {
        get(target, name: keyof FleetStore) {
          if (name === 'join' && refuses) return () => Promise.reject(new ChannelwrightError('CW_STORE_UNAVAILABLE'));
          const value: unknown = target[name];
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    const store = (opened: WorkStore): WorkStore => ({
      ...opened,
      nextDueAt: (afterMs) =>
        refuses ? Promise.reject(new ChannelwrightError('CW_STORE_UNAVAILABLE')) : opened.nextDueAt(afterMs),
    });
    const connector = await createConnector(config(), { scheduler, log: new SilentLog(), between: { fleet, store } });
    await expect(connector.start()).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    expect(scheduler.nextAt()).toBeUndefined();
    refuses = false;
    await connector.start();
    expect((await connector.health()).ready.detail.checks).toEqual({ store: 'ok', fleet: 'ok' });
    await connector.stop();
    expect(scheduler.nextAt()).toBeUndefined();
  });
});
