import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { IngressResponse } from '../../../src/ingress/http/ingress-request.js';
import type { InstallDeps } from '../../../src/onboarding/install/install-deps.js';
import { nextPage, outcomePage } from '../../../src/onboarding/install/install-pages.js';
import { installRoutes } from '../../../src/onboarding/install/install-routes.js';
import { InstallStates, stateOf } from '../../../src/onboarding/install/install-state.js';
import { KeptOutcomes } from '../../../src/onboarding/install/kept-outcome.js';
import type { AppendOutcome, NewInboxEvent } from '../../../src/outbox/inbox-event.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SilentLog } from '../../fixtures/silent-log.js';
import { TEST_KEY } from '../../fixtures/temp-store.js';

const MINUTE = 60_000;
const APP = { name: 'main', clientId: 'c', appBaseUrl: 'https://app.hubspot.com', scopes: [], optionalScopes: [] };

const refused = { ok: false as const, failure: { kind: 'disconnected', message: 'no such code' } as const };
const tokens = { accessToken: 'a', refreshToken: 'r', expiresAtMs: 1, portalId: '88001' };

/** Browsers that come back from HubSpot, each with a state of its own. */
class Callbacks {
  readonly scheduler = new ManualScheduler();
  readonly #states = new InstallStates([TEST_KEY]);
  readonly exchanged: string[] = [];
  storeIsAway = false;
  readonly routes = installRoutes({
    publicUrl: 'https://x.example',
    apps: new Map([['main', { ...APP, endpoint: { exchangeCode: (sent: { code: string }) => this.#exchange(sent) } }]]),
    states: this.#states,
    outcomes: new KeptOutcomes([TEST_KEY]),
    proof: { give: () => 'channelwright-admin=p' },
    append: async (events: NewInboxEvent[]) => this.#append(events),
    portals: { row: () => ({ installedAtMs: Number.MAX_SAFE_INTEGER }), follow: () => () => undefined },
    elsewhere: { app: (name: string) => name === 'newer' },
    ...{ clock: this.scheduler, scheduler: this.scheduler, log: new SilentLog() },
  } as unknown as InstallDeps);

  /** What every replica's inbox has taken. */
  constructor(private readonly taken: Set<string> = new Set()) {}

  #append(events: NewInboxEvent[]): AppendOutcome[] {
    return events.map(({ dedupeKey }) => {
      if (this.storeIsAway) throw new Error('no store');
      if (dedupeKey !== undefined && this.taken.has(dedupeKey)) return 'duplicate';
      if (dedupeKey !== undefined) this.taken.add(dedupeKey);
      return 'appended';
    });
  }

  async come(code: string, client?: string, nonce: string = randomUUID()): Promise<IngressResponse> {
    const expiresAtMs = this.scheduler.now() + 60 * MINUTE;
    const cookie = `channelwright-install=${this.#states.seal({ app: 'main', verifier: 'v', nonce, expiresAtMs })}`;
    return this.open('callback', `?code=${code}&state=${stateOf(nonce)}`, { cookie }, client);
  }

  open(page: string, query = '', headers = {}, client?: string, app = 'main'): Promise<IngressResponse> {
    const route = this.routes.find(({ path }) => path.endsWith(page))!;
    const url = `/oauth/${app}/${page}${query}`;
    return route.handle(
      { method: 'GET', url, headers, body: new Uint8Array(), ...(client === undefined ? {} : { client }) },
      { app },
    );
  }

  async #exchange({ code }: { code: string }) {
    this.exchanged.push(code);
    return code === 'good' ? { ok: true as const, tokens } : refused;
  }
}

describe('made-up codes', () => {
  it('use up no more than a part of what HubSpot lets the app ask of its token endpoint', async () => {
    const callbacks = new Callbacks();
    for (let time = 0; time < 302; time += 1) await callbacks.come('made-up');
    expect(callbacks.exchanged).toHaveLength(300);
    await callbacks.scheduler.advance(10 * MINUTE);
    await callbacks.come('made-up');
    expect(callbacks.exchanged).toHaveLength(301);
  });

  it('of one address keep nobody else from installing the app', async () => {
    const callbacks = new Callbacks();
    for (let time = 0; time < 400; time += 1) await callbacks.come('made-up', '203.0.113.7');
    expect(callbacks.exchanged).toHaveLength(30);
    const { headers } = await callbacks.come('good', '203.0.113.8');
    expect(callbacks.exchanged.at(-1)).toBe('good');
    expect(headers['set-cookie']).toContain('channelwright-admin=p');
  });

  it('of everywhere keep nobody out for longer than moments', async () => {
    const callbacks = new Callbacks();
    for (let time = 0; time < 400; time += 1) await callbacks.come('made-up');
    await callbacks.scheduler.advance(2_000);
    await callbacks.come('good');
    expect(callbacks.exchanged.at(-1)).toBe('good');
  });
});

describe('a state', () => {
  it('has one use, however often its cookie comes with it', async () => {
    const callbacks = new Callbacks();
    await callbacks.come('made-up', undefined, 'n');
    await callbacks.come('good', undefined, 'n');
    expect(callbacks.exchanged).toEqual(['made-up']);
  });

  it('has one use at all replicas together', async () => {
    const taken = new Set<string>();
    const [one, other] = [new Callbacks(taken), new Callbacks(taken)];
    await one.come('made-up', undefined, 'n');
    const replayed = await other.come('good', undefined, 'n');
    expect([replayed.status, replayed.headers['set-cookie'], other.exchanged]).toEqual([303, undefined, []]);
  });

  it('has none where the store cannot say whether it came before', async () => {
    const callbacks = new Callbacks();
    callbacks.storeIsAway = true;
    await callbacks.come('good');
    expect(callbacks.exchanged).toEqual([]);
  });

  it('gives way to what came of it, which can be looked at again', async () => {
    const callbacks = new Callbacks();
    const { status, headers } = await callbacks.come('made-up');
    expect([status, headers['location']]).toEqual([303, '/oauth/main/outcome']);
    const cookie = String([headers['set-cookie']].flat()[0]).split(';')[0];
    for (const time of ['first', 'second']) {
      const page = await callbacks.open('outcome', '', { cookie });
      expect([time, page.status]).toEqual([time, 400]);
      expect(page.body).toContain('no longer accepts the code');
    }
    await callbacks.scheduler.advance(10 * MINUTE);
    expect((await callbacks.open('outcome', '', { cookie })).body).toContain('This page has done its work');
  });
});

it('an app that only other processes know is asked for again in a moment', async () => {
  const page = await new Callbacks().open('install', '', {}, undefined, 'newer');
  expect([page.status, page.headers['refresh']]).toEqual([503, '5']);
  expect((await new Callbacks().open('install', '', {}, undefined, 'unknown')).status).toBe(404);
});

it('an install that is not at work yet does not lead on to where it would be asked for again', () => {
  const installed = { kind: 'installed' as const, portalId: '1', missingScopes: [], installedAtMs: 1 };
  const leading = { ...installed, returnTo: '/connect/chat' };
  expect(nextPage({ ...leading, known: true })).toBe('/connect/chat');
  expect(nextPage({ ...leading, known: false })).toBeUndefined();
  const place = { language: 'en', appBaseUrl: 'https://app.hubspot.com', installUrl: 'https://x.example/i' } as const;
  expect(outcomePage({ ...leading, known: false }, place)).toMatchObject({ status: 200, headers: { refresh: '5' } });
});
