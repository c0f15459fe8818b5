import { describe, expect, it } from '@jest/globals';
import { clockVerdict } from '../../../../../src/cli/commands/doctor/clock-finding.js';
import { examineAll, LONGEST_MS } from '../../../../../src/cli/commands/doctor/examination.js';
import { appIdVerdict } from '../../../../../src/cli/commands/doctor/examine-app-ids.js';
import {
  accountVerdict,
  channelAccountExaminations,
  whomToAsk,
} from '../../../../../src/cli/commands/doctor/examine-channel-accounts.js';
import { placeVerdict } from '../../../../../src/cli/commands/doctor/examine-public-url.js';
import {
  backlogVerdict,
  deadLetterVerdict,
  spaceVerdict,
} from '../../../../../src/cli/commands/doctor/examine-store.js';
import { gateFindings } from '../../../../../src/cli/commands/doctor/gate-findings.js';
import { scopesVerdict } from '../../../../../src/cli/commands/doctor/scopes-verdict.js';
import { sweepFinding } from '../../../../../src/cli/commands/doctor/sweep-finding.js';
import { Loopback, loopbackRoute } from '../../../../../src/connector/running/loopback.js';
import type { PortalRow } from '../../../../../src/directory/portals/portal-row.js';
import { NEEDED_SCOPES } from '../../../../../src/hubspot/oauth/scopes.js';
import { newSweep } from '../../../../../src/ingress/sweep/sweep-plan.js';
import { ManualScheduler } from '../../../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../../../src/testing/seeded-random.js';

const NOW = Date.UTC(2026, 4, 4, 10);
const MINUTE = 60_000;
const GIB = 1_073_741_824;
const httpDate = (ms: number) => new Date(ms).toUTCString();

describe('the clock', () => {
  it.each([
    [0, 'ok'],
    [25_000, 'ok'],
    [-40_000, 'warning'],
    [40_000, 'warning'],
    [5 * MINUTE, 'failed'],
    [-5 * MINUTE, 'failed'],
  ])('that is %d ms off: %s', (aheadMs, state) => {
    expect(clockVerdict(httpDate(NOW - aheadMs), NOW, NOW + 200).state).toBe(state);
  });

  it('is not blamed for an answer that took long, nor for one that says nothing', () => {
    expect(clockVerdict(httpDate(NOW + 40_000), NOW, NOW + 60_000).state).toBe('ok');
    expect(clockVerdict(undefined, NOW, NOW).state).toBe('ok');
  });
});

describe('the public URL', () => {
  const verdict = (publicUrl: string, apiBaseUrl = 'https://api.hubapi.com') =>
    placeVerdict({ publicUrl, apps: { main: { apiBaseUrl } } } as unknown as Parameters<typeof placeVerdict>[0]);

  it.each(['http://localhost:3000', 'https://127.0.0.1', 'https://192.168.1.5', 'https://box.local'])(
    '%s leads nowhere for HubSpot',
    (url) => {
      expect(verdict(url)?.state).toBe('failed');
      expect(verdict(url, 'http://127.0.0.1:4010')).toBeUndefined();
    },
  );

  it('must be https for HubSpot', () => {
    expect(verdict('http://connector.example.com')?.detail).toContain('https');
    expect(verdict('https://connector.example.com')).toBeUndefined();
  });
});

describe('the loop-back', () => {
  const keys = [new Uint8Array(32).fill(1)];
  const scheduler = new ManualScheduler(NOW);
  const route = loopbackRoute({
    encryptionKeys: keys,
    version: '1.2.3',
    scheduler,
    random: new SeededRandom(1),
    refused: () => undefined,
  });
  const ask = (token: string) =>
    route.handle({ method: 'GET', url: '', headers: {}, body: new Uint8Array() }, { token });

  it('is answered for whoever has the keys, and only for the question asked', async () => {
    const loopback = new Loopback(keys);
    const { status, body } = await ask(loopback.question('n1', NOW));
    expect(status).toBe(200);
    expect(loopback.read(body, 'n1')).toMatchObject({ version: '1.2.3', nowMs: NOW });
    expect(loopback.read(body, 'n2')).toBeUndefined();
    expect(loopback.read(loopback.question('n1', NOW), 'n1')).toBeUndefined();
  });

  it('tells strangers nothing, nor anybody long after', async () => {
    expect(await ask('nonsense')).toMatchObject({ status: 404, body: '' });
    expect((await ask(new Loopback([new Uint8Array(32)]).question('n', NOW))).status).toBe(404);
    expect((await ask(new Loopback(keys).question('n', NOW - 60 * MINUTE))).status).toBe(404);
  });
});

describe('a channel account', () => {
  const row = { channelAccountId: '25', address: { type: 'HS_PHONE_NUMBER' as const, value: '+15550100' } };
  const deliveryIdentifier = { type: 'HS_PHONE_NUMBER' as const, value: '+15550100' };
  const account = { id: '25', authorized: true, archived: false, inboxId: '9', deliveryIdentifier };

  it.each([
    ['as it should be', [account], [], [], 'ok', /in inbox 9/],
    ['not there', [], [], [], 'failed', /no channel account 25/],
    ['there under another id', [{ ...account, id: '26' }], [], [], 'failed', /is 26 there/],
    ['archived', [], [account], [], 'failed', /archived/],
    ['switched off', [{ ...account, authorized: false }], [], [], 'failed', /switched off/],
    [
      'another number',
      [{ ...account, deliveryIdentifier: { ...deliveryIdentifier, value: '+15550101' } }],
      [],
      [],
      'failed',
      /\+15550101, the store for/,
    ],
    ['in an archived inbox', [account], [], ['9'], 'failed', /inbox 9, which is archived/],
  ])('that is %s', (_, present, archived, inboxes, state, detail) => {
    expect(accountVerdict(row, present as never, archived as never, inboxes)).toMatchObject({
      state,
      detail: expect.stringMatching(detail),
    });
  });
});

describe('channel accounts', () => {
  it.each([
    [{ state: 'disconnected' }, '7', 'their portal is disconnected', 'finding on the portal'],
    [{ state: 'suspended' }, '7', 'their portal is suspended', 'finding on the portal'],
    [undefined, '7', 'the store does not know', 'installed'],
    [{ state: 'connected' }, undefined, 'id of their channel', 'channels sync'],
  ] as const)(
    'that are not looked at (portal %j, channel %s) are said to be, and why',
    (portal, channelId, why, what) => {
      expect(whomToAsk(portal, channelId)).toEqual({
        state: 'warning',
        detail: expect.stringMatching(`^not looked at: .*${why}`),
        remedy: expect.stringContaining(what),
      });
    },
  );

  it('of a degraded portal are asked for all the same: HubSpot says what is missing', () => {
    expect(whomToAsk({ state: 'degraded' }, '7')).toEqual({ portal: { state: 'degraded' }, channelId: '7' });
  });

  it('that cannot be looked at, since the access token has run out, are not said to be well', async () => {
    const portal = {
      app: 'main',
      portal: '7',
      state: 'connected',
      tokens: { version: 1, accessToken: 'a', expiresAtMs: NOW },
    };
    const account = { key: 'a', app: 'main', portal: '7', channel: 'chat', state: 'active' };
    const facts = { portals: [portal], accounts: [account], channelIds: new Map([['chat', '23']]) };
    const session = { config: { apps: { main: {} } } };
    const [examination] = channelAccountExaminations(
      session as never,
      { scheduler: new ManualScheduler(NOW) } as never,
      facts as never,
    );
    expect(await examination?.examine(new AbortController().signal)).toMatchObject([
      { state: 'warning', detail: expect.stringContaining('could not be looked at') },
    ]);
  });
});

describe('the store', () => {
  it.each([
    [10 * GIB, 50 * GIB, 'ok'],
    [30 * GIB, 2 * GIB, 'warning'],
    [GIB, GIB / 2, 'warning'],
    [GIB, 1_000_000, 'failed'],
  ])('of %d bytes with %d free: %s', (size, free, state) => {
    expect(spaceVerdict(size, free).state).toBe(state);
  });

  it('in which something waits too long', () => {
    const waiting = (ages: object) => backlogVerdict({ portals: [{ events: 1, due: 1, ...ages }], whole: true }, NOW);
    expect(waiting({ oldestEventMs: NOW - 1_000 }).state).toBe('ok');
    expect(waiting({ oldestEventMs: NOW - 2 * MINUTE }).state).toBe('failed');
    expect(waiting({ oldestDueMs: NOW - 20 * MINUTE }).state).toBe('warning');
    expect(backlogVerdict({ portals: [], whole: true }, NOW).state).toBe('ok');
  });

  it('with dead letters', () => {
    expect([deadLetterVerdict(0).state, deadLetterVerdict(3).state]).toEqual(['ok', 'warning']);
  });
});

describe('the sweep', () => {
  const row = { app: 'main', portal: '7' } as PortalRow;
  const settings = { everyMs: 10 * MINUTE, lookBackMs: 1, acceptWithinMs: 1, share: 5 };
  const swept = { ...newSweep(undefined, NOW, 1), endedMs: NOW };

  it('that is hindered, or does not come to its end, is said', () => {
    expect(sweepFinding(row, swept, settings, NOW + MINUTE)).toEqual([]);
    expect(sweepFinding(row, swept, settings, NOW + 120 * MINUTE)).toMatchObject([{ state: 'warning' }]);
    expect(sweepFinding(row, { ...swept, obstacle: 'scope' }, settings, NOW)).toMatchObject([{ state: 'warning' }]);
    const [other] = sweepFinding(row, { ...swept, obstacle: 'unauthenticated' }, settings, NOW);
    expect(other?.remedy).not.toContain('conversations.read');
    expect(sweepFinding(row, undefined, settings, NOW)).toEqual([]);
    const connected: PortalRow = { ...row, state: 'connected' };
    const hindered = { ...swept, obstacle: 'scope' as const };
    expect(sweepFinding(connected, { ...hindered, wantedMs: NOW + 1 }, settings, NOW + MINUTE)).toEqual([]);
    // HubSpot has refused it otherwise than for want of a scope it names.
    expect(sweepFinding(connected, hindered, settings, NOW)).toMatchObject([{ state: 'warning' }]);
    expect(sweepFinding(connected, { ...swept, obstacle: 'refused' }, settings, NOW)).toMatchObject([
      { remedy: expect.not.stringContaining('conversations.read') },
    ]);
  });
});

describe('the scopes', () => {
  const app = { scopes: [], optionalScopes: [] };
  const all = NEEDED_SCOPES.map(({ scope }) => scope);
  const some = all.filter((scope) => scope !== 'files');
  const trouble = { sinceMs: 0, detail: '', missingScopes: ['files'] };

  it.each([
    ['granted', { scopes: all }, all, 'ok', /6 granted/],
    ['not granted', {}, some, 'failed', /^not granted: files, needed to/],
    ['granted at the install and not any more', { scopes: all }, some, 'failed', /^not granted: files/],
    ['not granted at the install, and HubSpot does not answer', { scopes: some }, undefined, 'failed', /^not granted/],
    ['granted, though HubSpot has refused a call', { trouble }, all, 'failed', /^missing by .+: files, needed to/],
    ['refused, and HubSpot says no more', { trouble }, undefined, 'failed', /files/],
  ])('that are %s', (_, row, asked, state, detail) => {
    expect(scopesVerdict(app, row, asked, '')).toMatchObject({ state, detail: expect.stringMatching(detail) });
  });

  it('of which nobody has said anything are not spoken of', () => {
    expect(scopesVerdict(app, {}, undefined, '')).toBeUndefined();
  });
});

describe('a gate', () => {
  const gate = (more: object) => gateFindings([{ key: 'sender:a', kind: 'blocked', closedAtMs: NOW, ...more }], NOW)[0];

  it('that is closed is said, with its cause and what to do', () => {
    const reason = { class: 'sender-invalid', scope: 'sender', code: '21606' } as const;
    expect(gate({ reason, untilMs: NOW + MINUTE })).toEqual({
      check: 'gate',
      of: 'sender:a',
      state: 'warning',
      detail: 'nothing is sent: closed by a refusal (sender-invalid, 21606) 0s ago; opens by itself in 60 s',
      remedy: expect.stringMatching(/gates list.+gates open sender:a/),
    });
  });

  it.each([
    ['channel:chat', '--channel chat'],
    ['account:shop/one', '--account shop/one'],
    ['portal:main/7', '--portal 7 --app main'],
  ])('that is paused says how to go on: %s', (key, options) => {
    expect(gate({ key, kind: 'paused' })?.remedy).toContain(`resume ${options}\``);
  });

  it('of a held account or a portal without consent is told by them', () => {
    expect([gate({ key: 'held:a' }), gate({ key: 'consent:main/7' })]).toEqual([undefined, undefined]);
  });
});

describe('the id of an app', () => {
  it('that HubSpot has otherwise is said with the right one', () => {
    expect(appIdVerdict({ appId: 5 }, '5')?.state).toBe('ok');
    expect(appIdVerdict({ appId: 5 }, '6')).toMatchObject({ state: 'failed', remedy: 'Write `appId: 6`' });
    expect(appIdVerdict({ appId: 5 }, undefined)).toBeUndefined();
  });
});

describe('examinations', () => {
  it('that take too long or fail do not keep others from speaking', async () => {
    const scheduler = new ManualScheduler(NOW);
    const never = { check: 'slow', of: 'it', examine: () => new Promise<never>(() => undefined) };
    const broken = { check: 'broken', of: 'it', examine: () => Promise.reject(new Error('no')) };
    const good = {
      check: 'good',
      of: 'it',
      examine: async () => [{ check: 'good', of: 'it', state: 'ok' as const, detail: 'well' }],
    };
    const examined = examineAll([never, broken, good], scheduler);
    await scheduler.advance(LONGEST_MS);
    expect((await examined).map(({ check, state }) => `${check} ${state}`)).toEqual([
      'slow warning',
      'broken failed',
      'good ok',
    ]);
  });
});
