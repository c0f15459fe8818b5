import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LANES } from '../../../src/outbox/lane.js';
import type { Tx } from '../../../src/outbox/tx.js';
import { PUBLICATIONS } from '../../../src/publication/publication-row.js';
import { MESSAGES, type MessageRow, messageKey } from '../../../src/status/message-row.js';
import { registerIds } from '../../../src/status/register-ids.js';
import { openAttempt, part } from '../../fixtures/message-rows.js';
import { PEER, PublicationWorld, refusal, START, US, webhook } from './publication-world.js';

let world: PublicationWorld;
beforeEach(async () => {
  world = await PublicationWorld.open({
    // What delivery does when a call has returned.
    reducers: [
      {
        kinds: ['test.sent'],
        reduce: ({ body }, tx) => sent(tx, body as { message: string; id: string }),
      },
    ],
  });
});
afterEach(() => world.close());

const echo = (text: string, changes = {}) => world.message(text, { kind: 'echo', from: US, ...changes });
const key = (id: string) => messageKey('main', '62515', id);

function sent(tx: Tx, { message: name, id }: { message: string; id: string }): void {
  const message = tx.get(MESSAGES, name)!;
  const attempt = { ...message.parts![0]!.attempts[0]!, outcome: 'accepted' as const, returnedAtMs: tx.nowMs };
  tx.put(MESSAGES, { ...message, parts: [{ ...message.parts![0]!, attempts: [attempt] }] });
  registerIds(tx, message, { part: 0, attempt: 1 }, { ids: [id] }, 1_000_000);
}

/** An agent has answered, and the provider is being called. */
async function sending(id: string, outcome?: 'uncertain'): Promise<MessageRow> {
  await world.append(webhook(id, 'from HubSpot', START));
  const [message] = await world.rows(MESSAGES, { equal: { conversation: (await conversation()) ?? '' } });
  const open = { ...message!, parts: [part([{ ...openAttempt(), ...(outcome ? { outcome } : {}) }])] };
  await world.put(MESSAGES, open);
  return open;
}

const conversation = async () => (await world.rows(LANES))[0]?.conversation;
const outgoing = async () =>
  (await world.rows(LANES)).find(({ direction }) => direction === 'out')?.items.map((item) => item.key);

describe('what was written outside HubSpot', () => {
  it('is published as outgoing: we to the peer', async () => {
    await world.receive(echo('from the phone'));
    await world.work();
    expect(world.hubspot.published).toMatchObject([
      {
        messageDirection: 'OUTGOING',
        text: 'from the phone',
        senders: [{ deliveryIdentifier: US }],
        recipients: [{ deliveryIdentifier: PEER }],
      },
    ]);
    expect(await world.rows(LANES)).toEqual([]);
  });

  it('is on record as having gone to the peer, unlike what the peer wrote', async () => {
    await world.receive(echo('from the phone'));
    await world.receive(world.message('from the peer'));
    await world.work();
    const rows = await world.rows(MESSAGES);
    expect(rows.map(({ origin, echo: isEcho }) => [origin, isEcho ?? false]).sort()).toEqual([
      ['published', false],
      ['published', true],
    ]);
  });

  it('keeps its place among what the customer wrote', async () => {
    await world.receive(world.message('1'), echo('2'), world.message('3'));
    await world.work();
    expect(world.hubspot.texts).toEqual(['1', '2', '3']);
  });

  it('is not sent to the customer when HubSpot’s webhook about it is faster than HubSpot’s answer', async () => {
    await world.receive(echo('from the phone'));
    world.hubspot.onPublish = async () => {
      await world.append(webhook('hs-1', 'from the phone', START + 1_000));
      expect((await outgoing())?.[1]).toBe(key('hs-1'));
      expect(await world.due('outgoing')).toEqual([]);
      return { ok: true, status: 201, value: { id: 'hs-1', threadId: 'thread-1' } };
    };
    await world.work();
    expect(await world.rows(MESSAGES)).toMatchObject([{ id: 'hs-1', origin: 'published' }]);
    expect(await world.rows(LANES)).toEqual([]);
    expect(await world.due('outgoing')).toEqual([]);
  });

  it('stands before its webhook, also when HubSpot rounds the time and neither is at the head of the lane', async () => {
    await world.append(webhook('agent-1', 'from HubSpot', START));
    await world.receive(echo('from the phone', { atMs: START + 1_234 }));
    world.hubspot.onPublish = async ({ integrationIdempotencyId }) => {
      await world.append(webhook('hs-1', 'from the phone', START + 1_000));
      expect(await outgoing()).toEqual([key('agent-1'), integrationIdempotencyId, key('hs-1')]);
      return { ok: true, status: 201, value: { id: 'hs-1', threadId: 'thread-1' } };
    };
    await world.work();
    expect(await outgoing()).toEqual([key('agent-1')]);
  });

  it('holds the outgoing lane as long as HubSpot’s id of it is not known', async () => {
    world.hubspot.onPublish = () => refusal({ kind: 'ambiguous' });
    await world.receive(echo('from the phone'));
    await world.work();
    await world.append(webhook('hs-1', 'from the phone', START + 1_000));
    expect(await world.due('outgoing')).toEqual([]);

    world.hubspot.onPublish = () => refusal({ kind: 'conflict', status: 409, existingId: 'hs-1' });
    await world.after(1_000);
    expect(await world.rows(LANES)).toEqual([]);
    expect(await world.rows(MESSAGES)).toMatchObject([{ id: 'hs-1', origin: 'published' }]);
  });

  it('lets an agent’s message go that stood behind it', async () => {
    await world.receive(echo('from the phone'));
    await world.append(webhook('agent-1', 'from HubSpot', START + 5_000));
    expect(await world.due('outgoing')).toEqual([]);
    await world.work();
    expect(await outgoing()).toEqual([key('agent-1')]);
    expect(await world.due('outgoing')).toHaveLength(1);
  });
});

describe('an echo of what we sent', () => {
  it('is not published when the provider’s id is known', async () => {
    const message = await sending('agent-1');
    await world.submit('test.sent', { message: message.key, id: 'p-9' });
    await world.receive(echo('from HubSpot', { id: 'p-9' }));
    expect(await world.work()).toBe(0);
    expect(await world.rows(PUBLICATIONS)).toEqual([]);
  });

  it('that is faster than the answer of the call waits for it', async () => {
    const message = await sending('agent-1');
    await world.receive(echo('from HubSpot', { id: 'p-9' }), world.message('Danke'));
    await world.work('publication');
    expect(world.hubspot.texts).toEqual(['Danke']);

    await world.submit('test.sent', { message: message.key, id: 'p-9' });
    await world.after(60_000);
    expect(world.hubspot.texts).toEqual(['Danke']);
  });

  it('waits for as long as a call is under way: nobody may have been there to hear of it', async () => {
    const message = await sending('agent-1');
    await world.receive(echo('from HubSpot', { id: 'p-9' }));
    await world.after(600_000);
    await world.after(500);
    await world.submit('test.sent', { message: message.key, id: 'p-9' });
    await world.after(60_000);
    expect(world.hubspot.texts).toEqual([]);
  });

  it('that nobody claims in time is published: it came from elsewhere', async () => {
    await sending('agent-1', 'uncertain');
    await world.receive(echo('from the phone', { id: 'p-9' }));
    await world.after(29_999);
    expect(world.hubspot.texts).toEqual([]);
    // What has waited long enough is looked for twice a second.
    await world.after(500);
    expect(world.hubspot.texts).toEqual(['from the phone']);
  });

  it('that becomes known while HubSpot cannot be reached is taken back', async () => {
    world.hubspot.onPublish = () => refusal({});
    await world.receive(echo('from HubSpot', { id: 'p-9' }));
    await world.work();
    await sending('agent-1');
    await world.submit('test.sent', { message: key('agent-1'), id: 'p-9' });
    await world.after(1_000);
    expect(world.hubspot.published).toHaveLength(1);
    expect(await world.rows(PUBLICATIONS)).toEqual([]);
    expect((await world.rows(LANES)).filter(({ direction }) => direction === 'in')).toEqual([]);
  });
});
