import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FaultSettings, OperationName } from '../../../src/emulator/index.js';
import { createHubSpotClient } from '../../../src/hubspot/client/hubspot-client.js';
import { staticTokens } from '../../../src/hubspot/oauth/static-tokens.js';
import { PortalQuota } from '../../../src/hubspot/quota/portal-quota.js';
import { DEAD_LETTERS, type DeadLetterRow } from '../../../src/outbox/dead-letter.js';
import { HubSpotStatusCalls } from '../../../src/status/hubspot-status-calls.js';
import { type MessageRow, messageKey } from '../../../src/status/message-row.js';
import type { Progress } from '../../../src/status/part.js';
import { scheduleTakeoverReadBack } from '../../../src/status/schedule-takeover-read-back.js';
import { UndiciTransport } from '../../../src/transport/undici-transport.js';
import { APP, attempt, message, PORTAL, part, providerId, reason } from '../../fixtures/message-rows.js';
import { StatusEngine } from '../../fixtures/status-engine.js';
import { Running } from '../emulator/running-emulator.js';

const MINUTE = 60_000;

let hubspot: Running;
let transport: UndiciTransport;
let quota: PortalQuota;
let engine: StatusEngine;

beforeEach(async () => {
  hubspot = await Running.start();
  transport = new UndiciTransport();
  const { scheduler } = hubspot;
  quota = new PortalQuota(scheduler);
  const client = createHubSpotClient({
    version: 'v3',
    http: transport,
    clock: scheduler,
    baseUrl: hubspot.emulator.url,
    tokens: staticTokens(hubspot.install.accessToken),
    quota,
  });
  const portals = {
    of: (app: string, portal: string) => (app === APP && portal === PORTAL ? { client, quota } : undefined),
    heldUntil: () => undefined,
  };
  engine = await StatusEngine.start(new HubSpotStatusCalls(portals, scheduler), scheduler, { language: 'ja' });
});

afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await transport.close();
  await hubspot[Symbol.asyncDispose]();
});

/** An agent's message in HubSpot, and how we know it when its only part has come so far. */
function agentWrites(text = 'Hello') {
  const { id } = hubspot.agentSend(text);
  const at = (progress: Progress): MessageRow => {
    const why = progress === 'failed' ? { reason: reason('recipient-unreachable', { code: '30003' }) } : {};
    return message([part([attempt({ ids: [providerId(`p-${id}`, progress, why)] })])], {
      id,
      key: messageKey(APP, PORTAL, id),
      hubspotChannelId: hubspot.channelId,
      createdAtMs: hubspot.scheduler.now(),
    });
  };
  return { id, key: messageKey(APP, PORTAL, id), at };
}

const patches = () => hubspot.control.requests({ operation: 'messages.updateStatus' });
const reads = () => hubspot.control.requests({ operation: 'messages.get' });
const shown = (id: string) => hubspot.control.message(id).status;
const fail = (effect: FaultSettings['effect'], times = 1, operation: OperationName = 'messages.updateStatus') =>
  hubspot.control.addFault({ effect, times, operations: [operation] });

async function deadLetters(): Promise<DeadLetterRow[]> {
  const [rows = []] = await engine.store.read([{ table: DEAD_LETTERS.name }]);
  return rows.map(({ doc }) => JSON.parse(doc) as DeadLetterRow);
}

describe('the synchroniser', () => {
  it('tells HubSpot once of all that happened', async () => {
    const { id, key, at } = agentWrites();
    for (const progress of ['accepted', 'sent', 'delivered', 'read', 'read'] as const)
      await engine.become(at(progress));
    expect(await engine.runDue()).toBe(1);
    expect(shown(id)).toMatchObject({ statusType: 'READ' });
    expect(patches()).toHaveLength(1);
    expect(await engine.status(key)).toMatchObject({ desired: { status: 'READ' }, synced: { status: 'READ' } });
    expect(await engine.runDue()).toBe(0);
  });

  it('says why a message failed, in the language of the channel', async () => {
    const { id, at } = agentWrites();
    await engine.become(at('failed'));
    expect(await engine.due('status-failed')).toHaveLength(1);
    await engine.runDue();
    expect(shown(id)).toEqual({
      statusType: 'FAILED',
      errorMessage:
        '現在、宛先に届けることができません。時間をおいて再送するか、別の方法でご連絡ください。（コード：30003）',
    });
  });

  it('takes a failure back on proof', async () => {
    const { id, at } = agentWrites();
    await engine.become(at('failed'));
    await engine.runDue();
    await engine.become(at('delivered'));
    await engine.runDue();
    expect(shown(id)).toMatchObject({ statusType: 'SENT' });
  });

  it('does not lose what changes while the call is under way', async () => {
    const { id, at } = agentWrites();
    await engine.become(at('accepted'));
    const [work] = await engine.due('status');
    const running = engine.handler('status').run(work!, new AbortController().signal);
    await engine.become(at('read'));
    await running;
    await engine.runDue();
    expect(shown(id)).toMatchObject({ statusType: 'READ' });
  });

  it('waits for a message that is not visible yet, and then tells', async () => {
    const { id, at } = agentWrites();
    fail({ kind: 'not-visible' }, 2);
    await engine.become(at('accepted'));
    await engine.runDue();
    await engine.after(500);
    await engine.after(1_000);
    expect(patches().map(({ status }) => status)).toEqual([404, 404, 200]);
    expect(shown(id)).toMatchObject({ statusType: 'SENT' });
  });

  it('gives up a message that HubSpot does not know, and tries again by replay', async () => {
    const { id, key, at } = agentWrites();
    const row = at('read');
    fail({ kind: 'not-visible' });
    await hubspot.scheduler.advance(MINUTE);
    await engine.become(row);
    await engine.runDue();
    const [letter] = await deadLetters();
    expect(letter).toMatchObject({ kind: 'status', cause: { code: 'CW_STATUS_NO_MESSAGE' } });
    expect(engine.emitted.map(({ type }) => type)).toContain('dead-letter.added');
    expect(await engine.after(10 * MINUTE)).toBe(0);
    await engine.submit({ kind: letter!.kind, app: APP, portal: PORTAL, receivedAtMs: 0, body: letter!.body });
    await engine.runDue();
    expect(shown(id)).toMatchObject({ statusType: 'READ' });
    expect(await deadLetters()).toEqual([]);
    expect(await engine.status(key)).not.toHaveProperty('abandoned');
  });

  it('goes on after an outage', async () => {
    const { id, at } = agentWrites();
    fail({ kind: 'error', status: 503 }, 3);
    await engine.become(at('failed'));
    await engine.runDue();
    for (let minutes = 0; minutes < 3; minutes += 1) await engine.after(MINUTE);
    expect(patches().map(({ status }) => status)).toEqual([503, 503, 503, 200]);
    expect(shown(id)).toMatchObject({ statusType: 'FAILED' });
  });

  it.each([
    ['429', { kind: 'rate-limit' } as const, 10_000],
    ['477', { kind: 'error', status: 477, retryAfterSeconds: 600 } as const, 600_000],
  ])('holds the whole portal after a %s', async (_name, effect, waitMs) => {
    const first = agentWrites();
    const second = agentWrites();
    fail(effect);
    await engine.become(first.at('read'));
    await engine.runDue();
    await engine.become(second.at('read'));
    const until = hubspot.scheduler.now() + waitMs;
    expect(engine.handler('status').heldUntil?.(`${APP}/${PORTAL}`)).toBe(until);
    const [work] = await engine.due('status');
    expect(await engine.handler('status').run(work!, new AbortController().signal)).toEqual({ againAtMs: until });
    expect(patches()).toHaveLength(1);
    await engine.after(waitMs);
    expect([shown(first.id).statusType, shown(second.id).statusType]).toEqual(['READ', 'READ']);
  });

  it('holds a portal it has no tokens for', () => {
    expect(engine.handler('status').heldUntil?.(`${APP}/1`)).toBeGreaterThan(hubspot.scheduler.now());
  });

  it('gives its permit back when there is nothing to tell any more', async () => {
    const { at } = agentWrites();
    await engine.become(at('accepted'));
    const [work] = await engine.due('status');
    await engine.runDue();
    const free = () => Array.from({ length: 200 }, () => quota.tryAcquire('status')).filter(Boolean);
    await engine.handler('status').run(work!, new AbortController().signal);
    const taken = free();
    for (const permit of taken) permit?.giveBack();
    await engine.handler('status').run(work!, new AbortController().signal);
    expect(free()).toHaveLength(taken.length);
    expect(patches()).toHaveLength(1);
  });
});

describe('reading back', () => {
  it('confirms after a PATCH without an answer that HubSpot shows what it should', async () => {
    const { id, key, at } = agentWrites();
    fail({ kind: 'reset-after' });
    await engine.become(at('read'));
    await engine.runDue();
    expect(await engine.status(key)).not.toHaveProperty('synced');
    await engine.after(2_000);
    expect(patches()).toHaveLength(2);
    await engine.after(MINUTE);
    expect(reads()).toHaveLength(1);
    expect(patches()).toHaveLength(2);
    expect(shown(id)).toMatchObject({ statusType: 'READ' });
    expect(await engine.after(MINUTE)).toBe(0);
  });

  it('repairs what a late PATCH has overwritten', async () => {
    const { id, at } = agentWrites();
    fail({ kind: 'late', connection: 'reset' });
    await engine.become(at('accepted'));
    await engine.runDue();
    await engine.become(at('read'));
    await engine.after(2_000);
    expect(shown(id)).toMatchObject({ statusType: 'SENT' }); // READ was told, then SENT landed
    await engine.after(MINUTE);
    await engine.runDue();
    expect(shown(id)).toMatchObject({ statusType: 'READ' });
  });

  it('is tried again while HubSpot does not answer', async () => {
    const { at } = agentWrites();
    fail({ kind: 'reset-after' });
    await engine.become(at('read'));
    await engine.runDue();
    fail({ kind: 'error', status: 500 }, 1, 'messages.get');
    await engine.after(MINUTE);
    await engine.after(MINUTE);
    expect(reads().map(({ status }) => status)).toEqual([500, 200]);
    expect(await engine.after(MINUTE)).toBe(0);
  });

  it('follows a takeover, for everything HubSpot has not confirmed', async () => {
    const told = agentWrites();
    await engine.become(told.at('read'));
    await engine.runDue();
    const untold = [agentWrites(), agentWrites()];
    for (const one of untold) await engine.become(one.at('read'));
    expect(await scheduleTakeoverReadBack(engine.store, engine.submit, hubspot.scheduler.now())).toBe(2);
    await engine.runDue();
    // The PATCH of the process before us lands after ours.
    await hubspot.patch(untold[0]!.id, 'SENT');
    await engine.after(MINUTE);
    await engine.runDue();
    expect(reads()).toHaveLength(2);
    expect(untold.map(({ id }) => shown(id).statusType)).toEqual(['READ', 'READ']);
  });

  it('follows a takeover of some portals, for theirs alone', async () => {
    const one = agentWrites();
    await engine.become(one.at('read'));
    const of = (portals: string[]) => portals.map((portal) => ({ app: APP, portal }));
    const schedule = (portals: string[]) =>
      scheduleTakeoverReadBack(engine.store, engine.submit, hubspot.scheduler.now(), of(portals));
    expect(await schedule(['another', 'and another'])).toBe(0);
    expect(await schedule(['another', PORTAL])).toBe(1);
    expect((await engine.status(one.key))?.readBackAtMs).toBe(hubspot.scheduler.now() + MINUTE);
  });
});
