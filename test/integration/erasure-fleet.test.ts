import { describe, expect, it } from '@jest/globals';
import { privacyErase } from '../../src/directory/erasing/privacy-erase.js';
import { ChannelwrightError } from '../../src/errors/channelwright-error.js';
import type { Change } from '../../src/outbox/change.js';
import type { WorkStore } from '../../src/outbox/work-store.js';
import { PUBLICATIONS } from '../../src/publication/publication-row.js';
import { SECRETS } from '../crash/crash-secrets.js';
import { databaseRemains } from '../fixtures/database-remains.js';
import { FleetHere } from '../fixtures/fleet-here.js';
import { freshDatabase } from '../fixtures/postgres.js';
import { until } from '../fixtures/until.js';

const PERSON = 'canary-peer-of-the-fleet';
const SAID = 'canary of the customer';
/** More than go in one slice. */
const COUNT = 50;

/** Counts the slices that a replica takes away. After so many its store turns out to be damaged, and it leaves the fleet. */
function slicesOf(store: WorkStore, most = Infinity): () => number {
  const { commit } = store;
  let slices = 0;
  store.commit = (changes, under) => {
    if (slices >= most) return Promise.reject(new ChannelwrightError('CW_STORE_DAMAGED', 'a page cannot be read'));
    if (changes.some(isErased)) slices += 1;
    return commit.call(store, changes, under);
  };
  return () => slices;
}

function isErased(change: Change): boolean {
  return change.op === 'remove' && change.table === PUBLICATIONS.name;
}

describe('somebody whom a fleet is to forget', () => {
  it('is forgotten by the owner of the portal alone, whoever was asked; and by the next one where that is gone', async () => {
    const database = await freshDatabase();
    const keys = [Buffer.from(SECRETS.encryptionKey, 'base64')];
    const left = (...canaries: string[]) => databaseRemains(database.url, keys, canaries);
    {
      await using fleet = await FleetHere.open({ replicas: 2, portals: ['chat'], databaseUrl: database.url });
      await fleet.untilShared();
      const [line] = fleet.lines;
      const from = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: PERSON };
      const said = Array.from({ length: COUNT }, (_, n) => ({ id: `m${n}`, from, text: SAID }));
      const { chat } = fleet.stage;
      await chat.emit(said.map((content) => chat.event('message', content, line!.address.value)));
      await until('all of it was published', () => fleet.published().length === COUNT);

      const owner = fleet.ownerOf(line!)!;
      const other = fleet.replicas.find((replica) => replica !== owner)!;
      const byOwner = slicesOf(owner.connector.running.store, 1);
      const byOther = slicesOf(other.connector.running.store);
      const at = { app: 'main', portal: line!.portalId };
      await other.connector.running.engine.append([privacyErase(at, { peers: [PERSON], by: 'test' }, Date.now())]);

      await owner.connector.lost;
      expect(byOwner()).toBe(1);
      await until('nothing is left', async () => (await left(PERSON, SAID, 'erase:main/')).length === 0);
      expect(byOther()).toBeGreaterThan(0);
    }
    await database.drop();
  });
});
