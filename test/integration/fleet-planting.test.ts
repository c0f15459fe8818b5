import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { WebhookDouble } from '../../adapters/webhook/double/webhook-double.js';
import webhookAdapter from '../../adapters/webhook/index.js';
import { createConnector } from '../../src/connector/create-connector.js';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import type { FleetStore } from '../../src/fleet/fleet-store.js';
import { signHubSpotRequest } from '../../src/hubspot/signature.js';
import { fastClock } from '../crash/fast-clock.js';
import { freshDatabase } from '../fixtures/postgres.js';
import { SilentLog } from '../fixtures/silent-log.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

/** The start of a replica waits for its accounts by the clock, and goes on without them. */
const SPEED = 10;
const SIGNING_SECRET = Buffer.from('a secret of twenty-four bytes').toString('base64');

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** No slot is free for it until it is told so: whoever owns them is dead, and has not expired yet. */
function withoutSlots(store: FleetStore, mayOwn: () => boolean): FleetStore {
  const claim: FleetStore['claim'] = async (id, limit) => (mayOwn() ? store.claim(id, limit) : []);
  return new Proxy(store, {
    get(target, name: keyof FleetStore) {
      if (name === 'claim') return claim;
      const value: unknown = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** An agent writes over the line: what HubSpot sends of it. */
function agentsMessage(text: string): Buffer {
  const message = {
    id: 'm1',
    type: 'MESSAGE',
    direction: 'OUTGOING',
    channelId: '1',
    channelAccountId: '7',
    conversationsThreadId: '9',
    createdAt: new Date().toISOString(),
    recipients: [{ deliveryIdentifier: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'ann' } }],
    text,
  };
  return Buffer.from(
    JSON.stringify({ type: 'OUTGOING_CHANNEL_MESSAGE_CREATED', portalId: '62515', channelId: '1', message }),
  );
}

it('a replica acknowledges nothing for accounts that nobody has planted yet, hears them once somebody has, and sends what agents wrote', async () => {
  const database = await freshDatabase();
  ends.push(() => database.drop());
  const realMs = Date.now();
  const scheduler = fastClock({ realMs, shownMs: realMs, speed: SPEED });
  const provider = await WebhookDouble.start({ signingSecret: SIGNING_SECRET, clock: scheduler });
  ends.push(() => provider.stop());
  let mayOwn = false;
  const account = {
    key: 'line',
    portalId: '62515',
    channelAccountId: '7',
    deliveryIdentifier: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'line' },
  };
  const settings = { url: provider.urls.url, signingSecret: SIGNING_SECRET };
  const connector = await createConnector(
    {
      publicUrl: 'https://connector.example',
      // What is late by the fast clock is not late on the wall.
      store: { url: database.url, expiry: '150s' },
      encryptionKeys: [Buffer.from(TEST_KEY).toString('base64')],
      // Nobody listens there: what is heard waits.
      apps: {
        main: {
          appId: 1,
          clientId: 'id',
          clientSecrets: ['secret'],
          developerApiKey: 'key',
          apiBaseUrl: 'http://127.0.0.1:9',
        },
      },
      portals: [{ portalId: '62515', refreshToken: 'refresh' }],
      channels: { chat: { adapter: 'webhook', hubspotChannelId: '1', settings, accounts: [account] } },
    },
    {
      adapters: [webhookAdapter as unknown as AdapterDefinition],
      scheduler,
      log: new SilentLog(),
      between: { fleet: (store) => withoutSlots(store, () => mayOwn) },
    },
  );
  ends.push(() => connector.stop({ softMs: 0 }));
  const fleetCheck = async () => (await connector.health()).ready.detail.checks['fleet'];
  await connector.start();
  const server = createServer(connector.nodeHandler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provider.webhookUrl = `${url}/providers/chat`;

  const body = agentsMessage('hello from the agent');
  const path = '/hubspot/webhooks/main';
  const asked = { method: 'POST', url: `https://connector.example${path}`, body };
  const headers = signHubSpotRequest(asked, 'secret', scheduler.now());
  expect(await fetch(url + path, { method: 'POST', headers, body })).toMatchObject({ status: 200 });

  const told = provider.customerWrites({ from: 'ann', to: 'line', text: 'hello' });
  await until('the customer was turned away', () => provider.webhooks.length > 0);
  expect(provider.webhooks[0]).toMatchObject({ status: 503 });
  const NOT_PLANTED = 'not all that is configured is in the directory yet';
  await until('it says why', async () => (await fleetCheck()) === NOT_PLANTED);
  mayOwn = true;
  await told;
  expect(provider.webhooks.at(-1)).toMatchObject({ status: 200 });
  await until('it is well', async () => (await fleetCheck()) === 'ok');
  await until('the customer has what the agent wrote', () => provider.got('hello from the agent').length > 0);
});
