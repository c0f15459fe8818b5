import { expect, it } from '@jest/globals';
import { PortalQuotas } from '../../../../src/hubspot/quota/portal-quotas.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

it('counts each app in each portal apart, by the settings of the app', () => {
  const scheduler = new ManualScheduler();
  const quotas = new PortalQuotas(scheduler, { main: { requests: 1, perMs: 1_000 } });
  quotas.of('main', '1').tryAcquire('status');
  expect(quotas.of('main', '1').nextFreeAt('status')).toBe(scheduler.now() + 1_000);
  expect(quotas.of('main', '2').nextFreeAt('status')).toBe(scheduler.now());
  expect(quotas.of('other', '1').nextFreeAt('status')).toBe(scheduler.now());
});
