import { describe, expect, it } from '@jest/globals';
import { HubSpotDeliveryCalls } from '../../../../src/delivery/preparation/hubspot-delivery-calls.js';
import type { HubSpotPortals } from '../../../../src/hubspot/hubspot-portals.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

function asking(freeInMs: number) {
  const scheduler = new ManualScheduler();
  const asked: string[] = [];
  const client = {
    files: {
      get: async (id: string) => {
        asked.push(id);
        return { ok: true, status: 200, value: { id, name: 'a', extension: 'png' } };
      },
    },
  };
  const quota = { nextFreeAt: () => scheduler.now() + freeInMs };
  const portals = { of: () => ({ client, quota }) } as unknown as HubSpotPortals;
  return { asked, calls: new HubSpotDeliveryCalls(portals, scheduler) };
}

describe('what delivery asks of HubSpot', () => {
  it('does not wait in line where the quota of the portal is spent for long: other portals need the place', async () => {
    const { asked, calls } = asking(60_000);
    expect(await calls.fileFacts('main', '1', '7')).toMatchObject({
      ok: false,
      passing: true,
      reason: { afterMs: 60_000 },
    });
    expect(asked).toEqual([]);
  });

  it('is asked at once where there is some left', async () => {
    const { calls } = asking(0);
    expect(await calls.fileFacts('main', '1', '7')).toEqual({ ok: true, value: { name: 'a.png', type: 'image/png' } });
  });
});
