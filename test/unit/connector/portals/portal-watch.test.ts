import { beforeEach, describe, expect, it } from '@jest/globals';
import { PortalWatch } from '../../../../src/connector/portals/portal-watch.js';
import type { PortalReport } from '../../../../src/directory/portals/portal-report.js';
import type { PortalRow } from '../../../../src/directory/portals/portal-row.js';
import type { AccessTokens, TokenFailure } from '../../../../src/hubspot/client/access-tokens.js';
import type { HubSpotFailure, HubSpotResult } from '../../../../src/hubspot/failure/hubspot-failure.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

const PUBLISH = 'messages.publish';

let scheduler: ManualScheduler;
let row: PortalRow;
let reports: PortalReport[];
let watch: PortalWatch;
let asked: number;

beforeEach(() => {
  scheduler = new ManualScheduler();
  row = { app: 'main', portal: '1', state: 'connected', tokens: { refreshToken: 'r', version: 3 } };
  reports = [];
  asked = 0;
  const report = async (one: PortalReport) => void reports.push(one);
  const log = new SilentLog();
  watch = new PortalWatch({ app: 'main', portal: '1', row: () => row, report, clock: scheduler, log });
});

function refusing(kind: TokenFailure['kind']): AccessTokens {
  const refuse = async () => {
    asked++;
    return { ok: false as const, failure: { kind, message: 'refused' } };
  };
  return watch.tokens({ current: refuse, replace: refuse });
}

function failed(failure: Partial<HubSpotFailure>): HubSpotResult<never> {
  return { ok: false, failure: { kind: 'forbidden', retry: 'never', message: 'no', ...failure } };
}

const TAKEN: HubSpotResult<undefined> = { ok: true, value: undefined, status: 200 };

describe('a refresh token that is refused', () => {
  it('for good is told once, with its version, and asked about no more', async () => {
    const tokens = refusing('disconnected');
    await tokens.current();
    await tokens.current();
    expect([asked, reports]).toEqual([1, [{ kind: 'refused', version: 3, detail: 'refused' }]]);
    expect(watch.heldUntil(PUBLISH)).toBeGreaterThan(scheduler.now());
  });

  it('holds nothing any more when there are other tokens', async () => {
    await refusing('disconnected').current();
    row = { ...row, tokens: { refreshToken: 'other', version: 4 } };
    expect(watch.heldUntil(PUBLISH)).toBeUndefined();
  });

  it('is told with the version it was of, where the app was installed anew while it was refused', async () => {
    const refuse = async () => {
      row = { ...row, tokens: { refreshToken: 'installed', version: 4 } };
      return { ok: false as const, failure: { kind: 'disconnected', version: 3, message: 'refused' } as const };
    };
    const tokens = watch.tokens({ current: refuse, replace: refuse });
    await tokens.current();
    // This one waits for the refresh of the old token, which was under way.
    await tokens.current();
    expect(reports).not.toContainEqual(expect.objectContaining({ version: 4 }));
    expect(watch.heldUntil(PUBLISH)).toBeUndefined();
  });

  it.each(['configuration', 'transient'] as const)('as %s is nobody’s consent', async (kind) => {
    await refusing(kind).current();
    expect(reports).toEqual([]);
    expect(watch.heldUntil(PUBLISH)).toBeUndefined();
  });
});

describe('a token without an end that is refused', () => {
  beforeEach(() => {
    row = { ...row, tokens: { accessToken: 'a', version: 1 } };
  });

  it('is believed to be gone only when it is refused still', async () => {
    const tokens = refusing('disconnected');
    expect(await tokens.replace('a')).toMatchObject({ failure: { kind: 'transient' } });
    await scheduler.advance(29_999);
    expect(await tokens.replace('a')).toMatchObject({ failure: { kind: 'transient' } });
    await scheduler.advance(1);
    expect(await tokens.replace('a')).toMatchObject({ failure: { kind: 'disconnected' } });
    expect(reports).toMatchObject([{ kind: 'refused' }]);
  });

  it('is as good as new where a call was taken in between', async () => {
    const tokens = refusing('disconnected');
    await tokens.replace('a');
    await scheduler.advance(60_000);
    watch.heard(PUBLISH, TAKEN);
    await tokens.replace('a');
    expect(reports).toEqual([]);
  });
});

describe('calls', () => {
  it('that are refused for want of scopes are held for an hour, the others are not', () => {
    watch.heard(PUBLISH, failed({ category: 'MISSING_SCOPES', requiredScopes: ['files'] }));
    expect(watch.heldUntil(PUBLISH)).toBe(scheduler.now() + 3_600_000);
    expect(watch.heldUntil('messages.updateStatus')).toBeUndefined();
    expect(reports).toMatchObject([{ kind: 'lacks-scopes', call: PUBLISH, scopes: ['files'] }]);
  });

  it('that are forbidden for another reason are not', () => {
    watch.heard(PUBLISH, failed({ category: 'BANNED' }));
    expect([watch.heldUntil(PUBLISH), reports]).toEqual([undefined, []]);
  });

  it('that are taken after all are told, where they were refused before', () => {
    watch.heard(PUBLISH, TAKEN);
    expect(reports).toEqual([]);
    row = { ...row, state: 'degraded', trouble: { sinceMs: 0, detail: '', calls: { [PUBLISH]: [] } } };
    watch.heard(PUBLISH, TAKEN);
    expect(reports).toEqual([{ kind: 'taken', call: PUBLISH }]);
  });

  it('that meet a portal on the move tell it once, not once each', () => {
    const moving = failed({ kind: 'migrating', retryAfterMs: 60_000 });
    watch.heard(PUBLISH, moving);
    watch.heard('messages.updateStatus', moving);
    expect(reports).toMatchObject([{ kind: 'suspended', untilMs: scheduler.now() + 60_000 }]);
  });
});
