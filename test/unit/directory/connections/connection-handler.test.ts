import { expect, it } from '@jest/globals';
import { CONNECTION_TRIED, type ConnectionTried } from '../../../../src/directory/connections/connection-events.js';
import { ConnectionHandler } from '../../../../src/directory/connections/connection-handler.js';
import type { ConnectionRow } from '../../../../src/directory/connections/connection-row.js';
import type { ClaimVerdict, IdentityClaims } from '../../../../src/directory/connections/identity-claims.js';
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

it.each([
  ['ours', 200, 'staged'],
  ['ours', 409, 'staged'],
  ['taken', 200, 'refused'],
  ['undecided', 409, 'later'],
  ['never asked', 503, 'later'],
  ['never asked', 404, 'refused'],
] as const)('claims an address (%s) only after HubSpot has answered %i: %s', async (verdict, status, kind) => {
  const scheduler = new ManualScheduler();
  const steps: string[] = [];
  const told: ConnectionTried[] = [];
  const kinds = { 404: 'not-found', 409: 'conflict', 503: 'server' } as const;
  const answer = status === 200 ? { ok: true } : { ok: false, failure: { kind: kinds[status], message: '' } };
  const fillStagingToken = async () => {
    steps.push('told HubSpot');
    return answer;
  };
  const claim = async () => {
    steps.push('claimed');
    return verdict as ClaimVerdict;
  };
  const row = { state: 'asked', askedAtMs: 7, address: {}, createdAtMs: 0 } as ConnectionRow;
  const api = { client: { channelAccounts: { fillStagingToken } }, quota: { pausedUntil: () => undefined } };
  const handler = new ConnectionHandler(
    { of: () => api } as unknown as HubSpotPortals,
    { isTaken: async () => false, claim } as unknown as IdentityClaims,
    { get: async () => row } as unknown as CurrentRows,
    async ({ body }) => void told.push(body as ConnectionTried),
    scheduler,
  );
  await handler.run({ app: 'main', portal: '1', ref: 'c1' } as WorkRow, new AbortController().signal);
  expect(told).toMatchObject([{ outcome: { kind } }]);
  expect(steps).toEqual(verdict === 'never asked' ? ['told HubSpot'] : ['told HubSpot', 'claimed']);
});
