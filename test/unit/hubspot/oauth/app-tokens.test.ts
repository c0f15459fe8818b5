import { describe, expect, it } from '@jest/globals';
import { appTokens } from '../../../../src/hubspot/oauth/app-tokens.js';
import type { IssueResult } from '../../../../src/hubspot/oauth/token-endpoint.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

const LIFE_MS = 1_800_000;

function appWith(...answers: IssueResult[]) {
  const clock = new ManualScheduler();
  let asked = 0;
  const tokens = appTokens(async () => answers[asked++] ?? issued(`token-${asked}`, clock), clock);
  return { clock, tokens, asked: () => asked };
}

function issued(accessToken: string, clock: ManualScheduler): IssueResult {
  return { ok: true, tokens: { accessToken, lifetimeMs: LIFE_MS, expiresAtMs: clock.now() + LIFE_MS } };
}

describe('the token of an app', () => {
  it('is asked for once, also by many at a time, and again shortly before its end', async () => {
    const { clock, tokens, asked } = appWith();
    await Promise.all([tokens.current(), tokens.current()]);
    expect(await tokens.current()).toEqual({ ok: true, accessToken: 'token-1' });
    await clock.advance(LIFE_MS - 60_001);
    expect(asked()).toBe(1);
    await clock.advance(1);
    expect(await tokens.current()).toEqual({ ok: true, accessToken: 'token-2' });
  });

  it('that is refused is replaced, once for all who were refused', async () => {
    const { tokens, asked } = appWith();
    await tokens.current();
    expect(await tokens.replace('token-1')).toEqual({ ok: true, accessToken: 'token-2' });
    expect(await tokens.replace('token-1')).toEqual({ ok: true, accessToken: 'token-2' });
    expect(asked()).toBe(2);
  });

  it('that HubSpot will not give is our mistake, never a portal’s, and is asked for again', async () => {
    const { tokens } = appWith({ ok: false, failure: { kind: 'disconnected', message: 'no', code: 'invalid_grant' } });
    expect(await tokens.current()).toMatchObject({ ok: false, failure: { kind: 'configuration' } });
    expect(await tokens.current()).toMatchObject({ ok: true });
  });
});
