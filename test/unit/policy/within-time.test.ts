import { expect, it } from '@jest/globals';
import { withinTime } from '../../../src/policy/within-time.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';

const never = () => new Promise<never>(() => undefined);
const NOT = new AbortController().signal;

it('answers what the work answers', async () => {
  expect(await withinTime(new ManualScheduler(), 1_000, NOT, async () => 7)).toBe(7);
});

it('ends in time, also where the work ignores its signal', async () => {
  const scheduler = new ManualScheduler();
  const ended = withinTime(scheduler, 1_000, NOT, never).catch(String);
  await scheduler.advance(1_000);
  expect(await ended).toMatch('timed out');
  expect(scheduler.nextAt()).toBeUndefined();
});

it('ends at once when everything has to', async () => {
  const hard = new AbortController();
  const ended = withinTime(new ManualScheduler(), 1_000, hard.signal, never).catch(String);
  hard.abort(new Error('the connector stops'));
  expect(await ended).toMatch('the connector stops');
});
