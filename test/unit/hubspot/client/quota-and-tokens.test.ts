import { describe, expect, it } from '@jest/globals';
import type { AccessTokens, TokenFailure } from '../../../../src/hubspot/client/access-tokens.js';
import type { QuotaClass } from '../../../../src/hubspot/quota/quota.js';
import { Connected } from './connected.js';

const message = { id: 'm1' };

/** Tokens that are handed out in order. */
function rotating(...tokens: (string | TokenFailure)[]): AccessTokens {
  const result = (one: string | TokenFailure = { kind: 'configuration', message: 'no more' }) =>
    typeof one === 'string' ? { ok: true as const, accessToken: one } : { ok: false as const, failure: one };
  return { current: async () => result(tokens[0]), replace: async () => result(tokens[1]) };
}

describe('a call', () => {
  it('costs a unit of the portal’s quota until one window after the answer', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ body: message });
    await hubspot.client().messages.get('1001', 'm1');
    expect(hubspot.free()).toBe(9);
    await hubspot.scheduler.advance(1_000);
    expect(hubspot.free()).toBe(10);
  });

  it('uses the permit it is handed and ends it', async () => {
    await using hubspot = await Connected.start();
    const permits = Array.from({ length: 10 }, () => hubspot.quota.tryAcquire('status'));
    hubspot.server.answers.push({ body: message });
    const [permit] = permits;
    expect(await hubspot.client().messages.get('1001', 'm1', permit ? { permit } : {})).toMatchObject({ ok: true });
    await hubspot.scheduler.advance(1_000);
    expect(hubspot.free()).toBe(1);
  });

  it('waits its turn by what it is for', async () => {
    await using hubspot = await Connected.start();
    const { messages, inbox } = hubspot.client();
    const permits = Array.from({ length: 10 }, () => hubspot.quota.tryAcquire('status'));
    hubspot.server.answers.push(...Array.from({ length: 4 }, () => ({ body: { ...message, type: 'AGENT' } })));
    const calls = [
      messages.get('1001', 'read-back'),
      messages.updateStatus('1001', 'status', { statusType: 'READ' }),
      messages.updateStatus('1001', 'status-failed', { statusType: 'FAILED' }),
      inbox.actor('delivery'),
    ];
    await hubspot.scheduler.settle();
    for (let turn = 1; turn <= 4; turn += 1) {
      permits[turn]?.giveBack();
      while (hubspot.server.requests.length < turn) await hubspot.scheduler.settle();
    }
    await Promise.all(calls);
    const order: QuotaClass[] = ['delivery', 'status-failed', 'status', 'read-back'];
    expect(hubspot.server.requests.map(({ url }) => url.split('/').at(-1))).toEqual(order);
  });

  it('given up while it waits was never sent', async () => {
    await using hubspot = await Connected.start();
    for (let taken = 0; taken < 10; taken += 1) hubspot.quota.tryAcquire('status');
    const controller = new AbortController();
    const call = hubspot.client().messages.get('1001', 'm1', { signal: controller.signal });
    await hubspot.scheduler.settle();
    controller.abort();
    expect(await call).toMatchObject({ ok: false, failure: { kind: 'not-sent', retry: 'later' } });
  });
});

describe('an answer', () => {
  it('429 closes the bucket for as long as its policy says', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({
      status: 429,
      body: { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', message: 'You have reached your limit.' },
    });
    const result = await hubspot.client().messages.get('1001', 'm1');
    expect(result).toMatchObject({ ok: false, failure: { kind: 'rate-limited', retryAfterMs: 10_000 } });
    expect(hubspot.quota.pausedUntil()).toBe(hubspot.scheduler.now() + 10_000);
  });

  it('477 parks the portal until its time', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 477, headers: { 'retry-after': '3600' } });
    await hubspot.client().messages.get('1001', 'm1');
    expect(hubspot.quota.nextFreeAt('delivery')).toBe(hubspot.scheduler.now() + 3_600_000);
  });

  it('500 pauses nothing', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 500 });
    await hubspot.client().messages.get('1001', 'm1');
    expect(hubspot.free()).toBe(9);
  });

  it('tells in its headers what other processes use', async () => {
    await using hubspot = await Connected.start();
    const headers = {
      'X-HubSpot-RateLimit-Max': '10',
      'X-HubSpot-RateLimit-Remaining': '3',
      'X-HubSpot-RateLimit-Interval-Milliseconds': '1000',
    };
    hubspot.server.answers.push({ headers, body: message });
    await hubspot.client().messages.get('1001', 'm1');
    expect(hubspot.free()).toBe(3);
  });
});

describe('a 401', () => {
  it('is tried once more with another token', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 401 }, { body: message });
    expect(await hubspot.client(rotating('old', 'new')).messages.get('1001', 'm1')).toMatchObject({ ok: true });
    expect(hubspot.server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
    expect(hubspot.free()).toBe(8);
  });

  it('is not tried a third time', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 401 }, { status: 401, body: { category: 'INVALID_AUTHENTICATION' } });
    const result = await hubspot.client(rotating('old', 'new')).messages.get('1001', 'm1');
    expect(result).toMatchObject({ failure: { kind: 'unauthenticated', category: 'INVALID_AUTHENTICATION' } });
    expect(hubspot.server.requests).toHaveLength(2);
  });

  it('to a token that cannot be renewed says whose fault it is', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 401 });
    expect(await hubspot.client().messages.get('1001', 'm1')).toMatchObject({
      failure: { kind: 'unauthenticated', retry: 'never', authentication: 'disconnected', status: 401 },
    });
  });
});

describe('without a token', () => {
  it.each<[TokenFailure, object]>([
    [
      { kind: 'disconnected', message: 'x' },
      { kind: 'unauthenticated', retry: 'never', authentication: 'disconnected' },
    ],
    [
      { kind: 'transient', message: 'x', retryAfterMs: 5 },
      { kind: 'not-sent', retry: 'later', retryAfterMs: 5 },
    ],
  ])('because of %j nothing is sent and nothing spent', async (tokenFailure, failure) => {
    await using hubspot = await Connected.start();
    const permit = hubspot.quota.tryAcquire('status');
    const result = await hubspot.client(rotating(tokenFailure)).messages.get('1001', 'm1', permit ? { permit } : {});
    expect(result).toMatchObject({ ok: false, failure });
    expect(hubspot.server.requests).toEqual([]);
    expect(hubspot.free()).toBe(10);
  });
});

describe('the token', () => {
  it('is in no message', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({
      status: 403,
      body: { message: 'This oauth-token (token-1) lacks permissions: token-1' },
    });
    expect(JSON.stringify(await hubspot.client().messages.get('1001', 'm1'))).not.toContain('token-1');
  });
});
