import { describe, expect, it } from '@jest/globals';
import { countSlots, showMember } from '../../../../src/connector/ownership/fleet-figures.js';
import type { FleetHooks } from '../../../../src/fleet/fleet-hooks.js';
import { Metrics } from '../../../../src/observability/metrics.js';

const nothing: FleetHooks = {
  gained: async () => undefined,
  begun: () => undefined,
  handOver: async () => undefined,
  lost: () => undefined,
  membersChanged: () => undefined,
};
const slot = (number: number) => ({ slot: number, epoch: 1 });

describe('the figures of a replica', () => {
  it('count the slots that come and go, by how they came', async () => {
    const metrics = new Metrics();
    const hooks = countSlots(nothing, metrics);
    await hooks.gained([
      { ...slot(1), from: 'expired' },
      { ...slot(2), from: 'expired' },
      { ...slot(3), from: 'new' },
    ]);
    await hooks.handOver([slot(1)], new AbortController().signal);
    await hooks.handOver([slot(2)], AbortSignal.abort());
    hooks.lost([slot(2), slot(3)]);
    const { body } = await metrics.exposition();
    expect(body).toContain('channelwright_slots_taken_total{from="expired"} 2');
    expect(body).toContain('channelwright_slots_taken_total{from="new"} 1');
    expect(body).toContain('channelwright_slots_handed_over_total 1');
    expect(body).toContain('channelwright_slots_lost_total 2');
  });

  it('show how it stands at the moment somebody looks', async () => {
    const metrics = new Metrics();
    const member: { members: number; silentMs: number | undefined; owned: () => ReturnType<typeof slot>[] } = {
      members: 3,
      silentMs: 1_250,
      owned: () => [slot(1), slot(2)],
    };
    const stop = showMember(member, metrics);
    const { body } = await metrics.exposition();
    expect(body).toContain('channelwright_fleet_members 3');
    expect(body).toContain('channelwright_fleet_heartbeat_age_seconds 1.25');
    expect(body).toContain('channelwright_slots_owned 2');
    member.silentMs = undefined;
    expect((await metrics.exposition()).body).toContain('channelwright_fleet_heartbeat_age_seconds -1');
    stop();
  });
});
