import { describe, expect, it } from '@jest/globals';
import type { PortalRow } from '../../../src/directory/portals/portal-row.js';
import type { IssueResult, ReceivedCode, TokenEndpoint } from '../../../src/hubspot/oauth/token-endpoint.js';
import { finishInstall } from '../../../src/onboarding/install/finish-install.js';
import type { InstallApp } from '../../../src/onboarding/install/install-app.js';
import type { NewInboxEvent } from '../../../src/outbox/inbox-event.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SilentLog } from '../../fixtures/silent-log.js';

const STATE = { app: 'main', verifier: 'the-verifier', nonce: 'n', expiresAtMs: 1 };
const ISSUED = { accessToken: 'a', refreshToken: 'r', expiresAtMs: 1, lifetimeMs: 1 };

type Endpoint = Pick<TokenEndpoint, 'exchangeCode' | 'introspect'>;

/** HubSpot answers so; the portal is known at once, or never. */
function installing(endpoint: Partial<Endpoint>, { known = true, appendFails = false } = {}) {
  const scheduler = new ManualScheduler(1_000);
  const appended: NewInboxEvent[] = [];
  const exchanges: ReceivedCode[] = [];
  const app: InstallApp = {
    name: 'main',
    clientId: 'id',
    appBaseUrl: 'https://app.example',
    scopes: [],
    optionalScopes: [],
    endpoint: {
      introspect: async () => ({ ok: false, failure: { kind: 'transient', message: 'away' } }),
      ...endpoint,
      exchangeCode: async (received) => {
        exchanges.push(received);
        return endpoint.exchangeCode?.(received) ?? issued({});
      },
    },
  };
  const row = known ? ({ installedAtMs: 1_000 } as PortalRow) : undefined;
  const deps = {
    publicUrl: 'https://x.example',
    append: async (events: NewInboxEvent[]) => {
      if (appendFails) throw new Error('the disk is full');
      appended.push(...events);
      return events.map(() => 'appended' as const);
    },
    portals: { row: () => row, follow: () => () => undefined },
    scheduler,
    log: new SilentLog(),
  };
  return { appended, exchanges, scheduler, outcome: finishInstall(deps, app, STATE, 'the-code') };
}

function issued(more: object): IssueResult {
  return { ok: true, tokens: { ...ISSUED, portalId: '7', ...more } };
}

describe('the end of an install', () => {
  it('asks HubSpot whose tokens they are, where the answer did not say', async () => {
    const { portalId: _, ...bare } = { ...ISSUED, portalId: '' };
    const { outcome, appended } = installing({
      exchangeCode: async () => ({ ok: true, tokens: bare }),
      introspect: async () => ({ ok: true, facts: { portalId: '9', scopes: ['oauth'] } }),
    });
    expect(await outcome).toMatchObject({ kind: 'installed', portalId: '9' });
    expect(appended).toMatchObject([{ portal: '9', body: { scopes: ['oauth'] } }]);
  });

  it.each<[string, IssueResult]>([
    ['whose tokens they are', { ok: true, tokens: ISSUED }],
    ['a refresh token', issued({ refreshToken: undefined })],
  ])('keeps nothing where HubSpot does not tell %s', async (_what, answer) => {
    const { outcome, appended } = installing({ exchangeCode: async () => answer });
    expect(await outcome).toEqual({ kind: 'unavailable' });
    expect(appended).toEqual([]);
  });

  it('tries once more without a verifier, where HubSpot will not have one', async () => {
    const refusal: IssueResult = {
      ok: false,
      failure: { kind: 'configuration', message: 'unknown parameter: code_verifier' },
    };
    const { outcome, exchanges } = installing({
      exchangeCode: async ({ verifier }) => (verifier === undefined ? issued({}) : refusal),
    });
    expect(await outcome).toMatchObject({ kind: 'installed' });
    const redirectUri = 'https://x.example/oauth/main/callback';
    expect(exchanges).toEqual([
      { code: 'the-code', redirectUri, verifier: 'the-verifier' },
      { code: 'the-code', redirectUri },
    ]);
  });

  it('never leaves the verifier out where HubSpot finds that it is not that of the code', async () => {
    const failure = {
      kind: 'disconnected',
      code: 'BAD_AUTH_CODE',
      message: 'missing or invalid code verifier',
    } as const;
    const { outcome, exchanges, appended } = installing({
      exchangeCode: async ({ verifier }) => (verifier === undefined ? issued({}) : { ok: false, failure }),
    });
    expect(await outcome).toEqual({ kind: 'code-refused' });
    expect([exchanges.length, appended]).toEqual([1, []]);
  });

  it('says that it is not done where the store does not take it', async () => {
    expect(await installing({}, { appendFails: true }).outcome).toEqual({ kind: 'unavailable' });
  });

  it('waits ten seconds for the owner of the portal, and says that it takes longer', async () => {
    const { outcome, scheduler, appended } = installing({}, { known: false });
    let told: unknown;
    void outcome.then((said) => {
      told = said;
    });
    await scheduler.advance(9_999);
    expect([appended.length, told]).toEqual([1, undefined]);
    await scheduler.advance(1);
    expect(await outcome).toMatchObject({ kind: 'installed', known: false });
  });
});
