import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balance, type Standing, sharesOf } from '../../../src/fleet/balance.js';
import type { Member, Renewal } from '../../../src/fleet/fleet-store.js';
import { SlotFit } from '../../../src/fleet/slot-fit.js';
import { SLOTS } from '../../../src/outbox/slot.js';
import { SEED } from '../../fixtures/property.js';

const NOW = 1_000_000;
const everything = new SlotFit();

function member(id: string, slots: number, more: Partial<Member> = {}): Member {
  const known = { apps: ['app'], channels: ['sms'] };
  const times = { expiryMs: 15_000, joinedAtMs: NOW - 60_000, renewedAtMs: NOW - 500 };
  return { id, slots, name: id, version: '1', fingerprint: '1', leaving: false, ...known, ...times, ...more };
}

function standing(members: Member[], more: Partial<Standing> = {}): Standing {
  const free = SLOTS - members.reduce((sum, { slots }) => sum + slots, 0);
  const self = members[0]!;
  return {
    id: self.id,
    renewal: { nowMs: NOW, members, free },
    fit: everything,
    ready: true,
    kept: self.slots,
    movable: Array.from({ length: self.slots }, (_, slot) => ({ slot, epoch: 1 })),
    going: 0,
    stillBeats: 1,
    ...more,
  };
}

/** Everybody moves in turn, and sees at once what the others did, until nothing moves. Answers how many slots moved. */
function settle(slotsOf: Map<string, number>): number {
  let moved = 0;
  for (let still = 0; still < slotsOf.size; still += 1) {
    const id = [...slotsOf.keys()][still]!;
    const others = [...slotsOf].filter(([other]) => other !== id).map(([other, slots]) => member(other, slots));
    const { claim, handOver } = balance(standing([member(id, slotsOf.get(id)!), ...others]));
    if (claim === 0 && handOver.length === 0) continue;
    slotsOf.set(id, slotsOf.get(id)! + claim - handOver.length);
    moved += claim;
    still = -1;
  }
  return moved;
}

const fleet = fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 9 });

describe(`the balance of a fleet (seed ${SEED})`, () => {
  it('divides all slots among the members, with one of difference at most', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 100 }), (slots) => {
        const members = slots.map((count, n) => member(`m${n}`, count));
        const shares = [...sharesOf({ nowMs: NOW, members, free: 0 }, everything).values()];
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(SLOTS);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
      { seed: SEED },
    );
  });

  it('comes to rest from wherever it begins, and has moved no more than it had to', () => {
    fc.assert(
      fc.property(fleet, (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const slotsOf = new Map(weights.map((weight, n) => [`m${n}`, Math.floor((SLOTS * weight) / total)]));
        const lacking = [...slotsOf.values()].map((slots) => Math.max(0, Math.ceil(SLOTS / weights.length) - slots));
        const moved = settle(slotsOf);
        const sizes = [...slotsOf.values()];
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(SLOTS);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(moved).toBeLessThanOrEqual(lacking.reduce((sum, lack) => sum + lack, 0));
      }),
      { seed: SEED },
    );
  });

  it('moves nothing where the shares differ by one, whoever has the one more', () => {
    for (const slots of [
      [341, 341, 342],
      [342, 341, 341],
      [341, 342, 341],
    ]) {
      expect(settle(new Map(slots.map((count, n) => [`m${n}`, count])))).toBe(0);
    }
  });

  it('lets go of a sixteenth of all slots at once, at most', () => {
    expect(balance(standing([member('a', SLOTS), member('b', 0)])).handOver).toHaveLength(SLOTS / 16);
  });

  it('waits for those it has handed over to be taken', () => {
    const { handOver } = balance(standing([member('a', 600), member('b', 400)], { going: 50, kept: 574 }));
    expect(handOver).toHaveLength(112 - 24 - 50);
  });

  it.each<[string, Partial<Member>]>([
    ['has just come', { joinedAtMs: NOW - 1_000 }],
    ['joined, and never renewed', { joinedAtMs: NOW - 10_000, renewedAtMs: NOW - 10_000 }],
    ['is leaving', { leaving: true }],
    ['has not renewed within its horizon', { renewedAtMs: NOW - 5_000 }],
  ])('hands nothing to whoever %s', (_, other) => {
    expect(balance(standing([member('a', SLOTS), member('b', 0, other)])).handOver).toEqual([]);
  });

  it('hands over only what somebody who lacks it could own', () => {
    const fit = new SlotFit([...Array(SLOTS - 10).keys()].map((slot) => ({ slot, epoch: 1, needs: ['channel:line'] })));
    const a = member('a', SLOTS, { channels: ['sms', 'line'] });
    const { handOver } = balance(standing([a, member('b', 0)], { fit }));
    expect(handOver.map(({ slot }) => slot)).toEqual([...Array(10).keys()].map((n) => SLOTS - 10 + n));
  });

  it('gives to whoever could own all what those who could not leave', () => {
    const fit = new SlotFit([...Array(900).keys()].map((slot) => ({ slot, epoch: 1, needs: ['channel:line'] })));
    const both = { channels: ['sms', 'line'] };
    const renewal: Renewal = {
      nowMs: NOW,
      free: 0,
      members: [member('a', 9, both), member('b', 9, both), member('c', 9)],
    };
    expect(Object.fromEntries(sharesOf(renewal, fit))).toEqual({ a: 450, b: 450, c: 124 });
  });

  it('lets go of what came to need more than it knows, where somebody knows it', () => {
    const fit = new SlotFit([{ slot: 7, epoch: 1, needs: ['app:new'] }]);
    const knowing = member('b', 512, { apps: ['app', 'new'] });
    expect(balance(standing([member('a', 512), knowing], { fit })).handOver).toEqual([{ slot: 7, epoch: 1 }]);
    expect(balance(standing([member('a', 512), member('b', 512)], { fit })).handOver).toEqual([]);
  });

  it('takes beyond its share what the others leave', () => {
    const members = [member('a', 512), member('b', 400)];
    const free = 112;
    expect([1, 2, 3].map((stillBeats) => balance(standing(members, { stillBeats })).claim)).toEqual([
      0,
      free / 2,
      free,
    ]);
  });

  it('exchanges what somebody lacks who could own little for what it could not own', () => {
    const fit = new SlotFit([...Array(900).keys()].map((slot) => ({ slot, epoch: 1, needs: ['channel:line'] })));
    const both = { channels: ['sms', 'line'] };
    const movable = [...Array(450).keys()].map((n) => ({ slot: SLOTS - 450 + n, epoch: 1 }));
    const exchange = (stillBeats: number, c: Partial<Member>) =>
      balance(
        standing([member('a', 450, both), member('b', 574, both), member('c', 0, c)], { fit, movable, stillBeats }),
      );
    expect(exchange(3, {}).handOver).toEqual([]);
    const { handOver } = exchange(4, {});
    expect(handOver).toHaveLength(SLOTS / 16);
    expect(handOver.every(({ slot }) => slot >= 900)).toBe(true);
    const alike = standing([member('a', 341), member('b', 400), member('c', 283)], { stillBeats: 4 });
    expect(balance(alike).handOver).toEqual([]);
  });
});
