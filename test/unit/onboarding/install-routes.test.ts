import { expect, it } from '@jest/globals';
import { outcomePage } from '../../../src/onboarding/install/install-pages.js';
import { type InstallDeps, installRoutes } from '../../../src/onboarding/install/install-routes.js';
import { InstallStates, stateOf } from '../../../src/onboarding/install/install-state.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SilentLog } from '../../fixtures/silent-log.js';
import { TEST_KEY } from '../../fixtures/temp-store.js';

const MINUTE = 60_000;

it('made-up codes use up no more than a part of what HubSpot lets the app ask of its token endpoint', async () => {
  let exchanges = 0;
  const scheduler = new ManualScheduler();
  const states = new InstallStates([TEST_KEY]);
  const refused = { ok: false as const, failure: { kind: 'disconnected', message: 'no such code' } as const };
  const exchangeCode = async () => {
    exchanges += 1;
    return refused;
  };
  const app = { name: 'main', clientId: 'c', appBaseUrl: 'https://app.hubspot.com', scopes: [], optionalScopes: [] };
  const deps = { publicUrl: 'https://x.example', states, clock: scheduler, scheduler, log: new SilentLog() };
  const apps = new Map([['main', { ...app, endpoint: { exchangeCode } }]]);
  const [, callback] = installRoutes({ ...deps, apps } as unknown as InstallDeps);
  const expiresAtMs = scheduler.now() + 60 * MINUTE;
  const cookie = `channelwright-install=${states.seal({ app: 'main', verifier: 'v', nonce: 'n', expiresAtMs })}`;
  const url = `/oauth/main/callback?code=made-up&state=${stateOf('n')}`;
  const request = { method: 'GET', url, headers: { cookie }, body: new Uint8Array() };
  const come = async () => (await callback!.handle(request, { app: 'main' })).status;
  const answers = [];
  for (let time = 0; time < 302; time += 1) answers.push(await come());
  expect([exchanges, answers.at(299), answers.at(300)]).toEqual([300, 400, 503]);
  await scheduler.advance(10 * MINUTE);
  expect(await come()).toBe(400);
});

it('an install that is not at work yet does not lead on to where it would be asked for again', () => {
  const place = { language: 'en', appBaseUrl: 'https://app.hubspot.com', installUrl: 'https://x.example/i' } as const;
  const installed = { kind: 'installed' as const, portalId: '1', missingScopes: [], returnTo: '/connect/chat' };
  expect(outcomePage({ ...installed, known: true }, place)).toMatchObject({ status: 302 });
  expect(outcomePage({ ...installed, known: false }, place)).toMatchObject({ status: 200 });
});
