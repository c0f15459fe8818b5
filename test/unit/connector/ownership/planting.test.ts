import { describe, expect, it } from '@jest/globals';
import { Planting } from '../../../../src/connector/ownership/planting.js';
import { SEED, UNSEED } from '../../../../src/directory/seed-reducer.js';
import type { FoldEvent } from '../../../../src/outbox/reducer.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

type Stored = { seed?: string; state: string; channelAccountId?: string };

/** A directory of accounts and portals by their keys. */
function directory(accounts: Record<string, Stored> = {}, portals: Record<string, { seed: string }> = {}) {
  const get = (key: string) => (accounts[key] ? { row: accounts[key] } : undefined);
  return {
    accounts: { all: () => [], get },
    portals: { row: (_: string, portal: string) => portals[portal] },
  } as never;
}

const clock = new ManualScheduler();
const planting = (directory: never, events: FoldEvent[]) => new Planting(directory, events, clock);
const event = (kind: string, body: unknown): FoldEvent => ({ kind, app: 'main', portal: '1', receivedAtMs: 0, body });
const account = (key: string, seed: string) =>
  event(SEED, { table: 'accounts', row: { key, seed, channelAccountId: 'a1' } });
const portal = (seed: string) => event(SEED, { table: 'portals', row: { app: 'main', portal: '1', seed } });

describe('what is configured and not yet in the directory', () => {
  it('is open until each of it is there', () => {
    const accounts: Record<string, Stored> = {};
    const portals: Record<string, { seed: string }> = {};
    const waited = planting(directory(accounts, portals), [portal('p'), account('one', 'x'), account('two', 'y')]);
    expect(waited.left).toBe(3);
    portals['1'] = { seed: 'p' };
    accounts['one'] = { seed: 'x', state: 'active' };
    expect(waited.left).toBe(1);
    accounts['two'] = { seed: 'y', state: 'held' };
    expect(waited.left).toBe(0);
  });

  it('stays done with when somebody changes it later', () => {
    const accounts: Record<string, Stored> = { one: { seed: 'x', state: 'active' } };
    const waited = planting(directory(accounts), [account('one', 'x')]);
    expect(waited.left).toBe(0);
    accounts['one'] = { seed: 'of another configuration', state: 'active' };
    expect(waited.left).toBe(0);
  });

  it('is done with when another configuration was planted after it, before anybody looked', () => {
    const accounts: Record<string, Stored> = { one: { seed: 'old', state: 'active' } };
    const waited = planting(directory(accounts), [account('one', 'x')]);
    expect(waited.left).toBe(1);
    accounts['one'] = { seed: 'newer', state: 'active' };
    expect(waited.left).toBe(0);
  });

  it('waits two minutes for a change, since another configuration may put back what was there before anybody looks', async () => {
    const accounts = { one: { seed: 'old', state: 'active' } };
    const waited = planting(directory(accounts), [account('one', 'x'), account('missing', 'y')]);
    expect(waited.left).toBe(2);
    await clock.advance(120_000);
    expect(waited.left).toBe(1);
  });

  it('does not wait for an account that ended for good', () => {
    const ended = { one: { seed: 'old', state: 'purged', channelAccountId: 'a1' } };
    expect(planting(directory(ended), [account('one', 'edited')]).left).toBe(0);
  });

  it('waits until what is gone from the file is switched off', () => {
    const accounts: Record<string, Stored> = { one: { seed: 'x', state: 'active' } };
    const waited = planting(directory(accounts), [event(UNSEED, { account: 'one' })]);
    expect(waited.left).toBe(1);
    accounts['one'] = { seed: 'x', state: 'disabled' };
    expect(waited.left).toBe(0);
  });
});
