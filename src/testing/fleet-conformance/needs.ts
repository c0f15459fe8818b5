import assert from 'node:assert/strict';
import { SLOTS } from '../../outbox/slot.js';
import { same } from '../store-conformance/same.js';
import type { FleetAccount, FleetBench, FleetCase } from './fleet-bench.js';
import { joined, numbers } from './process.js';

const account: FleetAccount = { key: 'k', slot: 7, app: 'app', channel: 'channel', state: 'active' };

async function claimable(bench: FleetBench, knows: { apps: string[]; channels: string[] }): Promise<number[]> {
  const member = await joined(bench, 'm', knows);
  const renewal = await member.renew();
  const slots = await member.claim(SLOTS);
  assert.equal(renewal?.free, slots.length, 'as many are free as can be claimed');
  await member.release(slots);
  return numbers(slots);
}

export const needCases: FleetCase[] = [
  {
    id: 'needs-of-a-slot',
    why: 'A replica with an older configuration would refuse the work of channels it has never heard of.',
    async check(bench) {
      await bench.putAccount(account);
      await bench.putAccount({ ...account, key: 'l', slot: 8, app: 'other' });
      await bench.putAccount({ ...account, key: 'm', slot: 9, channel: 'new' });
      const all = [...Array(SLOTS).keys()];
      const known = { apps: ['app'], channels: ['channel'] };
      same(
        await claimable(bench, known),
        all.filter((slot) => slot !== 8 && slot !== 9),
      );
      same(
        await claimable(bench, { apps: ['app', 'other'], channels: ['channel'] }),
        all.filter((slot) => slot !== 9),
      );
      same(
        await claimable(bench, { apps: [], channels: [] }),
        all.filter((slot) => slot < 7 || slot > 9),
      );
      same(await claimable(bench, { apps: ['other', 'app'], channels: ['new', 'channel'] }), all);
    },
  },
  {
    id: 'every-account-counts',
    why: 'Portals share a slot: whoever owns it must know the channels of all of them.',
    async check(bench) {
      await bench.putAccount(account);
      await bench.putAccount({ ...account, key: 'l', channel: 'new' });
      assert.ok(!(await claimable(bench, { apps: ['app'], channels: ['channel'] })).includes(7));
      assert.ok((await claimable(bench, { apps: ['app'], channels: ['channel', 'new'] })).includes(7));
    },
  },
  {
    id: 'only-accounts-at-work-count',
    why: 'What was removed from the configuration everywhere would leave its slots to nobody.',
    async check(bench) {
      for (const state of ['disabled', 'replaced', 'purged'] as const) {
        await bench.putAccount({ ...account, key: state, channel: 'gone', state });
      }
      const known = { apps: ['app'], channels: ['channel'] };
      assert.ok((await claimable(bench, known)).includes(7));
      await bench.putAccount({ ...account, key: 'held', channel: 'gone', state: 'held' });
      assert.ok(!(await claimable(bench, known)).includes(7));
    },
  },
  {
    id: 'needs-do-not-evict',
    why: 'An account that is added to a slot in use does not take the slot from its owner.',
    async check(bench) {
      const a = await joined(bench, 'a');
      await a.claim(SLOTS);
      await bench.putAccount({ ...account, channel: 'new' });
      const renewal = await a.renew();
      same([renewal?.free, renewal?.members[0]?.slots], [0, SLOTS]);
    },
  },
];
