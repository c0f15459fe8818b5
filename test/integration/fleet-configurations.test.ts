import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { reencryptStore } from '../../src/connector/stores/reencrypt-store.js';
import type { Resealing } from '../../src/outbox/resealing.js';
import type { ChildConfig } from '../crash/child-protocol.js';
import { FleetHere, type ReplicaHere } from '../fixtures/fleet-here.js';
import { until } from '../fixtures/until.js';

const BOTH = ['active', 'active'];
const NEW_KEY = randomBytes(32).toString('base64');

/** The first account of each channel is not in it. */
function smaller(config: ChildConfig): Record<string, unknown> {
  const channels = Object.entries(config.channels as Record<string, { accounts: unknown[] }>);
  return {
    ...config,
    channels: Object.fromEntries(
      channels.map(([name, channel]) => [name, { ...channel, accounts: channel.accounts.slice(1) }]),
    ),
  };
}

const keysOf = (config: ChildConfig) => config['encryptionKeys'] as string[];
const withKeys = (keys: (old: string[]) => string[]) => (config: ChildConfig) => ({
  ...config,
  encryptionKeys: keys(keysOf(config)),
});

function reencrypt({ ledger }: ReplicaHere) {
  const store = ledger() as unknown as Resealing;
  return reencryptStore(store, { check: false, progress: () => undefined, keep: async () => true });
}

describe('replicas with different configurations', () => {
  let fleet: FleetHere;
  afterEach(() => fleet[Symbol.asyncDispose]());

  const statesAt = ({ connector }: ReplicaHere) =>
    connector.accounts
      .list()
      .map(({ state }) => state)
      .toSorted();
  /** As every replica has heard of it. */
  const states = () => fleet.replicas.map(statesAt);

  it('write nothing that another could not read: keys are changed in two rounds', async () => {
    fleet = await FleetHere.open({ replicas: 1 });
    const [first] = fleet.replicas;
    const inFront = withKeys((old) => [NEW_KEY, ...old]);
    const behind = withKeys((old) => [...old, NEW_KEY]);
    await expect(fleet.join(inFront)).rejects.toMatchObject({ code: 'CW_FLEET_KEYS_DIFFER' });
    const second = await fleet.join(behind);
    await fleet.part(first!);
    const third = await fleet.join(inFront);
    await expect(fleet.join()).rejects.toMatchObject({ code: 'CW_FLEET_KEYS_DIFFER' });
    await expect(reencrypt(third)).rejects.toMatchObject({ code: 'CW_KEYS_IN_USE' });
    await fleet.part(second);
    expect(await reencrypt(third)).toMatchObject({ resealed: expect.any(Number), left: [] });
    const last = await fleet.join((config) => ({ ...config, encryptionKeys: [NEW_KEY] }));
    await fleet.part(third);
    await fleet.untilOwned();
    const api = () => last.connector.running.engine.portals.of('main', fleet.lines[0]!.portalId);
    // No call is made while it is not sure that the slot is still owned.
    await until('the tokens can be read', async () => (await api()?.client.inbox.inboxes())?.ok === true);
  });

  it('switch no account off that another has: the last one to be started with the new configuration does', async () => {
    fleet = await FleetHere.open({ replicas: 2 });
    expect(states()).toEqual([BOTH, BOTH]);
    const [one, two] = [...fleet.replicas];
    await fleet.join(smaller);
    expect(states()).toEqual([BOTH, BOTH, BOTH]);
    await fleet.part(one!);
    await fleet.part(two!);
    await fleet.join(smaller);
    await until('both know', () => states().every((known) => known.join() === 'active,disabled'));
  });
});
