import { describe, expect, it } from '@jest/globals';
import { replicaViews, unownedSlots } from '../../../../../src/cli/commands/fleet/fleet-view.js';
import type { FleetSurvey, Member, SlotView } from '../../../../../src/fleet/fleet-store.js';

function member(name: string, more: Partial<Member> = {}): Member {
  const known = { apps: ['main'], channels: ['sms'] };
  const times = { joinedAtMs: 1_000, renewedAtMs: 9_000, expiryMs: 15_000 };
  return {
    id: `id-${name}`,
    name,
    version: '1.0.0',
    fingerprint: 'one',
    slots: 1,
    leaving: false,
    ...known,
    ...times,
    ...more,
  };
}

const survey = (members: Member[], slots: SlotView[] = []): FleetSurvey => ({ nowMs: 10_000, members, slots });
const free = (slot: number, ...needs: string[]): SlotView => ({ slot, epoch: 1, needs });

describe('replicas', () => {
  it('are told by name, with the time since they were heard of', () => {
    expect(replicaViews(survey([member('b'), member('a', { renewedAtMs: 4_000 })]))).toMatchObject([
      { name: 'a', heartbeatAgoMs: 6_000, differs: false },
      { name: 'b', heartbeatAgoMs: 1_000, differs: false },
    ]);
  });

  it('are marked where their configuration is not that of most', () => {
    const views = replicaViews(survey([member('a'), member('b', { fingerprint: 'two' }), member('c')]));
    expect(views.map(({ differs }) => differs)).toEqual([false, true, false]);
  });

  it('of two configurations that are as frequent, have the later one', () => {
    const views = replicaViews(survey([member('a'), member('b', { fingerprint: 'two', joinedAtMs: 2_000 })]));
    expect(views.map(({ differs }) => differs)).toEqual([true, false]);
  });
});

describe('slots without an owner', () => {
  it('are of no interest where nothing needs them, or somebody owns them', () => {
    const slots = [free(1), { ...free(2, 'app:main'), owner: 'id-a' }];
    expect(unownedSlots(survey([member('a')], slots))).toEqual([]);
  });

  it('have no replica', () => {
    expect(unownedSlots(survey([], [free(1, 'app:main'), free(2, 'app:other')]))).toEqual([
      { slots: 2, because: 'no-replica', needs: [] },
    ]);
    expect(unownedSlots(survey([member('a', { leaving: true })], [free(1, 'app:main')]))).toMatchObject([
      { because: 'no-replica' },
    ]);
  });

  it('need what no replica knows, or no replica knows all at once', () => {
    const members = [member('a'), member('b', { apps: ['other'], channels: ['chat'] })];
    const slots = [
      free(1, 'app:main', 'channel:line'),
      free(2, 'app:main', 'channel:line'),
      free(3, 'app:main', 'channel:chat'),
      free(4, 'app:main', 'channel:sms'),
    ];
    expect(unownedSlots(survey(members, slots))).toEqual([
      { slots: 2, because: 'unknown', needs: ['channel:line'] },
      { slots: 1, because: 'unknown', needs: ['app:main', 'channel:chat'] },
      { slots: 1, because: 'soon', needs: [] },
    ]);
  });
});
