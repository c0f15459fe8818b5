import { describe, expect, it } from '@jest/globals';
import { allPages } from '../../../../src/hubspot/client/all-pages.js';
import { isDuplicatePublication } from '../../../../src/hubspot/failure/duplicate-publication.js';
import type { MessageCreate } from '../../../../src/hubspot/schemas/message-create.js';
import type { ScriptedAnswer } from '../recording-server.js';
import { Connected } from './connected.js';

const message = { id: 'm1', status: { statusType: 'SENT' } };

async function get(answer: ScriptedAnswer) {
  await using hubspot = await Connected.start();
  hubspot.server.answers.push(answer);
  return await hubspot.client().messages.get('1001', 'm1');
}

describe('a success', () => {
  it('is read leniently: numbers for ids, nulls, what is missing, what is new', async () => {
    const body = { id: 17, text: null, senders: null, client: { integrationAppId: 'x' }, status: 'READ', mood: 1 };
    expect(await get({ body })).toEqual({
      ok: true,
      status: 200,
      value: expect.objectContaining({ id: '17', senders: [], status: { statusType: 'READ' }, mood: 1 }),
    });
  });

  it.each<[string, ScriptedAnswer]>([
    ['is HTML', { body: '<html>secret text</html>' }],
    ['is empty', { body: '' }],
    ['lacks the id', { body: { text: 'secret text' } }],
    ['is a list', { body: [] }],
  ])('whose body %s is unreadable, and quotes none of it', async (_, answer) => {
    const result = await get(answer);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'unreadable', status: 200 } });
    expect(JSON.stringify(result)).not.toContain('secret');
  });
});

describe('no answer', () => {
  it('after the request was read is ambiguous, and costs a unit', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ body: 'reset' });
    expect(await hubspot.client().messages.get('1001', 'm1')).toMatchObject({
      ok: false,
      failure: { kind: 'ambiguous', retry: 'later' },
    });
    expect(hubspot.free()).toBe(9);
  });

  it('from a port nobody listens on means nothing was sent, and costs nothing', async () => {
    await using hubspot = await Connected.start();
    const client = hubspot.client();
    await hubspot.server.stop();
    expect(await client.messages.get('1001', 'm1')).toMatchObject({ ok: false, failure: { kind: 'not-sent' } });
    expect(hubspot.free()).toBe(10);
  });

  it('in time is ambiguous', async () => {
    await using hubspot = await Connected.start();
    const arrived = Promise.withResolvers<void>();
    hubspot.server.beforeAnswer = () => {
      arrived.resolve();
      return new Promise(() => undefined);
    };
    const asked = hubspot.client().messages.get('1001', 'm1', { timeoutMs: 5_000 });
    await arrived.promise;
    await hubspot.scheduler.advance(5_000);
    expect(await asked).toMatchObject({ ok: false, failure: { kind: 'ambiguous' } });
  });
});

describe('a publication repeated', () => {
  const publication: MessageCreate = {
    channelAccountId: '424',
    messageDirection: 'INCOMING',
    text: 'Hi',
    timestamp: '2026-05-04T09:29:58.000Z',
    senders: [],
    recipients: [],
    attachments: [],
    integrationIdempotencyId: 'i1',
  };
  const duplicate = { message: 'A message with this idempotency id exists', context: { messageId: ['m1'] } };

  it.each<[ScriptedAnswer, unknown]>([
    [
      { status: 201, body: message },
      { ok: true, status: 201, id: 'm1' },
    ],
    [
      { status: 200, body: message },
      { ok: true, status: 200, id: 'm1' },
    ],
    [
      { status: 409, body: duplicate },
      { duplicate: true, status: 409, id: 'm1' },
    ],
    [
      { status: 400, body: duplicate },
      { duplicate: true, status: 400, id: 'm1' },
    ],
    [
      { status: 400, body: { message: 'Invalid input JSON' } },
      { duplicate: false, status: 400, id: undefined },
    ],
  ])('is told apart when answered %j', async (answer, told) => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push(answer);
    const result = await hubspot.client().messages.publish('1001', publication);
    expect(
      result.ok
        ? { ok: true, status: result.status, id: result.value.id }
        : {
            duplicate: isDuplicatePublication(result.failure),
            status: result.failure.status,
            id: result.failure.existingId,
          },
    ).toEqual(told);
  });
});

describe('pages', () => {
  it('are read to the last', async () => {
    await using hubspot = await Connected.start();
    const { inbox } = hubspot.client();
    hubspot.server.answers.push(
      { body: { results: [{ id: 1 }, { id: 2 }], paging: { next: { after: 2 } } } },
      { body: { results: [{ id: 3 }], paging: null } },
    );
    const all = await allPages((after) => inbox.inboxes(after === undefined ? {} : { after }));
    expect(all.ok && all.value.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(hubspot.server.requests[1]?.url).toContain('after=2');
  });

  it('that lead in a circle end it', async () => {
    await using hubspot = await Connected.start();
    const { inbox } = hubspot.client();
    const body = { results: [], paging: { next: { after: 'x' } } };
    hubspot.server.answers.push({ body }, { body });
    expect(await allPages((after) => inbox.inboxes(after === undefined ? {} : { after }))).toMatchObject({
      ok: false,
      failure: { kind: 'unreadable' },
    });
  });

  it('end at a failure', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 403 });
    expect(await allPages(() => hubspot.client().inbox.inboxes())).toMatchObject({ failure: { kind: 'forbidden' } });
  });
});
