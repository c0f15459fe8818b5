import { describe, expect, it } from '@jest/globals';
import { Running } from './running-emulator.js';

describe('the fault dials of the emulated HubSpot', () => {
  it('answer errors so many times, for one operation', async () => {
    await using hubspot = await Running.start();
    const { id } = hubspot.agentSend('Hi');
    hubspot.control.addFault({
      effect: { kind: 'error', status: 503 },
      operations: ['messages.updateStatus'],
      times: 2,
    });
    expect((await hubspot.publish()).status).toBe(201);
    expect((await hubspot.patch(id, 'READ')).status).toBe(503);
    expect((await hubspot.patch(id, 'READ')).status).toBe(503);
    expect((await hubspot.patch(id, 'READ')).status).toBe(200);
    expect(hubspot.control.faults()).toEqual([]);
    expect(hubspot.control.requests({ status: 503 })).toMatchObject([{ fault: 'error' }, { fault: 'error' }]);
  });

  it('answer 429 of a policy, 477 with Retry-After, 401, 404 and HTML', async () => {
    await using hubspot = await Running.start();
    hubspot.control.addFault({ effect: { kind: 'rate-limit', policy: 'DAILY', retryAfterSeconds: 3 }, times: 1 });
    const limited = await hubspot.publish();
    expect(limited).toMatchObject({ status: 429, body: { policyName: 'DAILY' } });
    expect(limited.headers.get('retry-after')).toBe('3');
    hubspot.control.addFault({ effect: { kind: 'error', status: 477, retryAfterSeconds: 3_600 }, times: 1 });
    expect((await hubspot.publish()).headers.get('retry-after')).toBe('3600');
    hubspot.control.addFault({ effect: { kind: 'token-expired' }, times: 1 });
    expect((await hubspot.publish()).body['category']).toBe('EXPIRED_AUTHENTICATION');
    hubspot.control.addFault({ effect: { kind: 'not-visible' }, times: 1 });
    expect((await hubspot.publish()).body['category']).toBe('OBJECT_NOT_FOUND');
    hubspot.control.addFault({ effect: { kind: 'error', status: 502, html: true }, times: 1 });
    expect((await hubspot.publish()).body['text']).toContain('<html>');
    expect(hubspot.control.messages()).toHaveLength(0);
  });

  it('wait for so many requests, last until a time, and concern one portal', async () => {
    await using hubspot = await Running.start();
    const error = { kind: 'error' as const, status: 500 };
    hubspot.control.addFault({ effect: error, skip: 1, times: 1 });
    const statuses = [await hubspot.publish(), await hubspot.publish(), await hubspot.publish()];
    expect(statuses.map(({ status }) => status)).toEqual([201, 500, 201]);

    hubspot.control.addFault({ effect: error, untilMs: hubspot.scheduler.now() + 1_000 });
    expect((await hubspot.publish()).status).toBe(500);
    await hubspot.scheduler.advance(1_000);
    expect((await hubspot.publish()).status).toBe(201);

    const { id } = hubspot.control.addFault({ effect: error, portalId: 'another' });
    expect((await hubspot.publish()).status).toBe(201);
    hubspot.control.removeFault(id);
    expect(() => hubspot.control.removeFault(id)).toThrow(/fault/);
  });

  it('apply to a share of the requests', async () => {
    await using hubspot = await Running.start();
    hubspot.control.addFault({ effect: { kind: 'error', status: 500 }, probability: 0.5 });
    const statuses = new Set<number>();
    for (let call = 0; call < 20; call += 1) statuses.add((await hubspot.publish()).status);
    expect([...statuses].sort()).toEqual([201, 500]);
  });

  it('delay the answer', async () => {
    await using hubspot = await Running.start();
    hubspot.control.addFault({ effect: { kind: 'latency', ms: 3_000 }, times: 1 });
    const answer = hubspot.publish();
    await hubspot.emulator.until((control) => control.requests().length === 1);
    await hubspot.scheduler.advance(3_000);
    expect((await answer).status).toBe(201);
    expect(hubspot.control.requests()[0]).toMatchObject({ atMs: 1_800_000_000_000, answeredAtMs: 1_800_000_003_000 });
  });

  it('cut the connection before or after the request is processed', async () => {
    await using hubspot = await Running.start();
    hubspot.control.addFault({ effect: { kind: 'reset-before' }, times: 1 });
    await expect(hubspot.publish()).rejects.toThrow();
    expect(hubspot.control.messages()).toHaveLength(0);
    hubspot.control.addFault({ effect: { kind: 'reset-after' }, times: 1 });
    await expect(hubspot.publish()).rejects.toThrow();
    expect(hubspot.control.messages()).toHaveLength(1);
    expect(hubspot.control.requests().map(({ status }) => status)).toEqual([undefined, undefined]);
  });

  it('let a PATCH land after a newer one, its caller having got no answer', async () => {
    await using hubspot = await Running.start();
    const { id } = hubspot.agentSend('Hi');
    hubspot.control.addFault({
      effect: { kind: 'late', connection: 'reset' },
      operations: ['messages.updateStatus'],
      times: 1,
    });
    await expect(hubspot.patch(id, 'SENT')).rejects.toThrow();
    await hubspot.scheduler.advance(1_000);
    expect((await hubspot.patch(id, 'READ')).body['status']).toEqual({ statusType: 'READ' });
    expect(hubspot.control.message(id)).toMatchObject({
      status: { statusType: 'SENT' },
      history: [
        { kind: 'created' },
        { body: { statusType: 'READ' }, answered: 200 },
        { body: { statusType: 'SENT' }, answered: 0, receivedAtMs: 1_800_000_000_000, atMs: 1_800_000_001_000 },
      ],
    });
  });

  it('let a request hang, and be processed later or when told to', async () => {
    await using hubspot = await Running.start();
    const { id } = hubspot.agentSend('Hi');
    const operations = ['messages.updateStatus' as const];
    hubspot.control.addFault({ effect: { kind: 'late', ms: 5_000 }, operations, times: 1 });
    const hanging = hubspot.patch(id, 'FAILED').catch(() => 'no answer');
    await hubspot.emulator.until((control) => control.requests()[0]?.answeredAtMs);
    await hubspot.scheduler.advance(5_000);
    expect(hubspot.control.message(id).status.statusType).toBe('FAILED');

    hubspot.control.addFault({ effect: { kind: 'late' }, operations, times: 1 });
    const another = hubspot.patch(id, 'READ').catch(() => 'no answer');
    await hubspot.emulator.until((control) => control.requests()[1]?.answeredAtMs);
    expect(await hubspot.control.releaseLate()).toBe(1);
    expect(hubspot.control.message(id).status.statusType).toBe('READ');
    await hubspot.emulator.stop();
    expect(await Promise.all([hanging, another])).toEqual(['no answer', 'no answer']);
  });

  it('are forgotten with everything else by a reset', async () => {
    await using hubspot = await Running.start();
    hubspot.agentSend('Hi');
    hubspot.control.addFault({ effect: { kind: 'error', status: 500 } });
    hubspot.control.turnSwitches({ strictTransitions: true });
    hubspot.control.setQuota({ requests: 1, perMs: 1 });
    hubspot.control.reset();
    expect(hubspot.control.faults()).toEqual([]);
    expect(hubspot.control.messages()).toEqual([]);
    expect(hubspot.control.webhooks()).toEqual([]);
    expect(hubspot.control.switches().strictTransitions).toBe(false);
    expect(hubspot.control.quota()).toEqual({ limit: { requests: 110, perMs: 10_000 }, usage: [] });
    expect((await hubspot.publish()).status).toBe(401);
  });
});
