import { expect, it } from '@jest/globals';
import { CONNECTION_TRIED, type ConnectionTried } from '../../../../src/directory/connections/connection-events.js';
import { ConnectionHandler } from '../../../../src/directory/connections/connection-handler.js';
import type { ConnectionRow } from '../../../../src/directory/connections/connection-row.js';
import type { IdentityClaims } from '../../../../src/directory/connections/identity-claims.js';
import type { HubSpotPortals } from '../../../../src/hubspot/hubspot-portals.js';
import type { CurrentRows } from '../../../../src/outbox/current-rows.js';
import type { WorkRow } from '../../../../src/outbox/work-row.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

const HOUR = 3_600_000;

/** What is told of a connection in a portal that HubSpot wants to be left alone for an hour. */
async function triedIn(state: ConnectionRow['state']): Promise<ConnectionTried[]> {
  const scheduler = new ManualScheduler();
  const told: ConnectionTried[] = [];
  const never = () => new Promise(() => undefined);
  const client = { channelAccounts: { fillStagingToken: never, list: never } };
  const quota = { pausedUntil: () => scheduler.now() + HOUR };
  const row = { state, askedAtMs: 7, address: {}, createdAtMs: scheduler.now() } as ConnectionRow;
  const handler = new ConnectionHandler(
    { of: () => ({ client, quota }) } as unknown as HubSpotPortals,
    { claim: never } as unknown as IdentityClaims,
    { get: async () => row } as unknown as CurrentRows,
    async ({ kind, body }) => void (kind === CONNECTION_TRIED && told.push(body as ConnectionTried)),
    scheduler,
  );
  const work = { app: 'main', portal: '1', ref: 'c1' } as WorkRow;
  await Promise.race([
    handler.run(work, new AbortController().signal),
    new Promise((resolve) => setImmediate(resolve)),
  ]);
  return told;
}

it('keeps no place busy for a connection whose portal HubSpot wants to be left alone', async () => {
  const problem = { code: 'busy', detail: expect.any(String) };
  expect(await triedIn('asked')).toEqual([
    { key: 'c1', askedAtMs: 7, outcome: { kind: 'later', afterMs: HOUR, problem } },
  ]);
  expect(await triedIn('staged')).toEqual([{ key: 'c1', askedAtMs: 7, outcome: { kind: 'missing' } }]);
});
