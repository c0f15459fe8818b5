import { afterEach, describe, expect, it } from '@jest/globals';
import type { InstalledPortal } from '../../src/directory/portals/install-reducer.js';
import { slotOf } from '../../src/outbox/slot.js';
import { FleetHere, type ReplicaHere } from '../fixtures/fleet-here.js';
import { until } from '../fixtures/until.js';

describe('a portal of a fleet that has uninstalled the app', () => {
  let fleet: FleetHere;
  afterEach(() => fleet[Symbol.asyncDispose]());

  const stateAt = ({ connector }: ReplicaHere) => connector.portals.list()[0]?.state;
  const asked = () => fleet.stage.emulator.control.requests({}).length;
  const writes = (text: string) =>
    fleet.stage.chat.customerWrites({ from: 'ann', text, to: fleet.lines[0]!.address.value });

  it('is shown as such by every replica, left alone by its next owner, and goes on where any replica is told of an install', async () => {
    fleet = await FleetHere.open({ portals: ['chat'] });
    await fleet.untilShared();
    const { control } = fleet.stage.emulator;
    const { portalId: portal } = fleet.lines[0]!;
    await writes('before');
    await until('the customer is heard', () => fleet.published().length === 1);
    const { appId } = fleet.stage;
    control.uninstall({ appId, portalId: portal });
    await writes('meanwhile');
    await until('every replica shows it', () => fleet.replicas.every((one) => stateAt(one) === 'disconnected'));

    const before = asked();
    await fleet.part(fleet.ownerOf(fleet.lines[0]!)!);
    await fleet.untilShared();
    await writes('to the next owner');
    const owner = fleet.ownerOf(fleet.lines[0]!)!;
    const { store } = owner.connector.running;
    await until('it is folded', async () => (await store.count({ table: 'publications' })) === 3);
    expect(asked()).toBe(before);

    const { accessToken, refreshToken } = control.install({ appId, portalId: portal });
    const nowMs = Date.now();
    const tokens = { accessToken, refreshToken, expiresAtMs: nowMs + 60_000 };
    const body: InstalledPortal = { tokens, missingScopes: [], installedAtMs: nowMs };
    const other = fleet.replicas.find((replica) => replica !== owner)!;
    const event = { kind: 'portal.installed', slot: slotOf('main', portal), app: 'main', portal, receivedAtMs: nowMs };
    await other.connector.running.engine.append([{ ...event, body: { ...body } }]);
    await until('what was held is heard', () => fleet.published().length === 3);
    expect(fleet.published()).toEqual(['before', 'meanwhile', 'to the next owner']);
    await until('every replica shows it', () => fleet.replicas.every((one) => stateAt(one) === 'connected'));
  });
});
