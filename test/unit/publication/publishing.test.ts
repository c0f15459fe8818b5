import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CONVERSATIONS } from '../../../src/directory/people/conversation-row.js';
import { DEAD_LETTERS } from '../../../src/outbox/dead-letter.js';
import { LANES } from '../../../src/outbox/lane.js';
import { WORK } from '../../../src/outbox/work-row.js';
import { PUBLICATIONS, publicationKey } from '../../../src/publication/publication-row.js';
import { PUBLICATION_QUEUE } from '../../../src/publication/publication-work.js';
import { MESSAGES } from '../../../src/status/message-row.js';
import { PEER, PublicationWorld, refusal, START, US, webhook } from './publication-world.js';

let world: PublicationWorld;
beforeEach(async () => {
  world = await PublicationWorld.open();
});
afterEach(() => world.close());

const states = async () => (await world.rows(PUBLICATIONS)).map(({ state }) => state).sort();

describe('a customer’s message', () => {
  it('is published whole, under an id that never changes', async () => {
    await world.receive(world.message('Guten Tag', { from: { ...PEER, name: 'Ann' } }));
    await world.work();

    expect(world.hubspot.published).toEqual([
      {
        channelAccountId: '424',
        messageDirection: 'INCOMING',
        text: 'Guten Tag',
        timestamp: new Date(START + 1_000).toISOString(),
        senders: [{ deliveryIdentifier: PEER, name: 'Ann' }],
        recipients: [{ deliveryIdentifier: US }],
        attachments: [],
        integrationIdempotencyId: publicationKey('line', 'p-1'),
      },
    ]);
    expect(publicationKey('line', 'p-1')).toBe('G6QZKn9VJkRHHayg37_0HDpShfQEJWGf6rwI-fBeN-g');
  });

  it('leaves nothing to do, teaches the thread, and is told to listeners', async () => {
    await world.receive(world.message('Guten Tag'));
    await world.work();

    expect(await world.rows(WORK)).toEqual([]);
    expect(await world.rows(LANES)).toEqual([]);
    expect(await world.rows(CONVERSATIONS)).toMatchObject([
      { threadId: 'thread-1', lastInboundAtMs: START + 1_000, address: PEER },
    ]);
    expect(world.emitted).toMatchObject([
      { type: 'publication.published', payload: { messageId: 'hs-1', threadId: 'thread-1', channel: 'sms' } },
    ]);
    expect(await world.journal()).toContain('publication.published');
  });

  it('is published once, although the provider delivers it again after its dedupe key is forgotten', async () => {
    const message = world.message('Guten Tag');
    await world.receive(message);
    await world.work();
    await world.receive(message);
    expect(await world.work()).toBe(0);
    expect(world.hubspot.texts).toEqual(['Guten Tag']);
  });

  it('makes HubSpot’s own webhook about it an ordinary duplicate', async () => {
    await world.receive(world.message('Guten Tag'));
    await world.work();
    await world.append(webhook('hs-1', 'Guten Tag', START));
    expect(await world.rows(MESSAGES)).toMatchObject([{ id: 'hs-1', origin: 'published' }]);
    expect(await world.rows(LANES)).toEqual([]);
  });

  it('names our thread only where the channel names threads', async () => {
    await world.close();
    world = await PublicationWorld.open({ threadingModel: 'INTEGRATION_THREAD_ID' });
    await world.receive(world.message('Guten Tag'));
    await world.work();
    const [conversation] = await world.rows(CONVERSATIONS);
    expect(world.hubspot.published[0]?.integrationThreadId).toBe(conversation?.key);
  });

  it('answers another by HubSpot’s id of it', async () => {
    await world.receive(world.message('first'), world.message('second', { replyTo: 'p-1' }));
    await world.work();
    expect(world.hubspot.published.map(({ inReplyToId }) => inReplyToId)).toEqual([undefined, 'hs-1']);
  });

  it('of a peer with a new address goes to the thread of the old one', async () => {
    const to = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'US.1' } as const;
    await world.receive(world.message('first'));
    await world.receive({ account: 'line', dedupeKey: 'alias', kind: 'alias', from: PEER, to });
    await world.receive(world.message('second', { conversation: to, from: to }));
    await world.work();
    expect(world.hubspot.published.map(({ senders }) => senders[0]?.deliveryIdentifier)).toEqual([PEER, PEER]);
  });

  it('in a group says who wrote, and is answered to the group', async () => {
    const group = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'group-1' } as const;
    await world.receive(world.message('Hallo', { conversation: group, from: { ...PEER, name: 'Ann' } }));
    await world.work();
    expect(world.hubspot.published).toMatchObject([{ text: 'Ann: Hallo', senders: [{ deliveryIdentifier: group }] }]);
  });

  it('waits while HubSpot does not know the channel', async () => {
    await world.close();
    world = await PublicationWorld.open({ channel: { hubspotChannelId: undefined } });
    await world.receive(world.message('Guten Tag'));
    await world.work();
    expect(world.hubspot.published).toEqual([]);
    expect(await states()).toEqual(['ready']);
  });
});

describe('the order of a conversation', () => {
  it('is kept while HubSpot cannot take the first message', async () => {
    world.hubspot.onPublish = () => refusal({ kind: 'server', status: 503 });
    await world.receive(world.message('one'), world.message('two'));
    await world.work();
    expect(world.hubspot.texts).toEqual(['one']);

    world.hubspot.onPublish = (_, call) => ({ ok: true, status: 201, value: { id: `hs-${call}` } });
    await world.after(1_000);
    expect(world.hubspot.texts).toEqual(['one', 'one', 'two']);
    expect(new Set(world.hubspot.published.map((body) => body.integrationIdempotencyId)).size).toBe(2);
  });

  it('is the provider’s, not that of arrival', async () => {
    const [first, second, third] = [world.message('1'), world.message('2'), world.message('3')];
    await world.receive(first, third, second);
    await world.work();
    expect(world.hubspot.texts).toEqual(['1', '2', '3']);
  });

  it('of another conversation is not touched by one that is held', async () => {
    const other = { type: 'HS_PHONE_NUMBER', value: '+15550111' } as const;
    world.hubspot.onPublish = ({ text }, call) =>
      text === 'held' ? refusal({}) : { ok: true, status: 201, value: { id: `hs-${call}` } };
    await world.receive(world.message('held'), world.message('goes', { conversation: other, from: other }));
    await world.work();
    expect(await states()).toEqual(['published', 'ready']);
  });
});

describe('what HubSpot answers', () => {
  it.each([
    ['201', { ok: true, status: 201, value: { id: 'hs-1', threadId: 't' } }, 'hs-1'],
    ['200 with the first message', { ok: true, status: 200, value: { id: 'hs-1' } }, 'hs-1'],
    ['409 with an id', refusal({ kind: 'conflict', status: 409, existingId: 'hs-1' }), 'hs-1'],
    ['409 without one', refusal({ kind: 'conflict', status: 409 }), undefined],
    [
      '400 that says duplicate',
      refusal({ kind: 'validation', status: 400, message: 'duplicate integrationIdempotencyId', existingId: 'hs-1' }),
      'hs-1',
    ],
    ['201 with a body nobody understands', refusal({ kind: 'unreadable', status: 201, retry: 'never' }), undefined],
  ] as const)('%s means published', async (_, answer, messageId) => {
    world.hubspot.onPublish = () => answer;
    await world.receive(world.message('Guten Tag'));
    await world.work();
    const [row] = await world.rows(PUBLICATIONS);
    expect([row?.state, row?.messageId]).toEqual(['published', messageId]);
    expect(await world.rows(DEAD_LETTERS)).toEqual([]);
  });

  it('an id it does not give is looked for in the thread', async () => {
    await world.receive(world.message('Guten Tag'));
    await world.work();
    world.hubspot.onPublish = () => refusal({ kind: 'conflict', status: 409 });
    world.hubspot.thread = [
      { id: 'hs-1', direction: 'INCOMING', text: 'Guten Tag', createdAtMs: START + 1_000 },
      { id: 'hs-7', direction: 'OUTGOING', text: 'Guten Tag', createdAtMs: START + 2_000 },
      { id: 'hs-9', direction: 'INCOMING', text: 'Guten Tag', createdAtMs: START + 9_000 },
      { id: 'hs-8', direction: 'INCOMING', text: 'Guten Tag', createdAtMs: START + 2_500 },
    ];
    await world.receive(world.message('Guten Tag'));
    await world.work();
    const [row] = await world.rows(PUBLICATIONS, { equal: { message: 'main/62515/hs-8' } });
    expect(row?.providerId).toBe('p-2');
  });

  it.each([
    ['no answer at all', { kind: 'ambiguous' }],
    ['500', { kind: 'server', status: 500 }],
    ['a login that no longer works', { kind: 'unauthenticated', retry: 'never', authentication: 'configuration' }],
    ['something we may not do', { kind: 'forbidden', retry: 'never', status: 403 }],
    ['a channel that is not there yet', { kind: 'not-found', retry: 'never', status: 404 }],
  ] as const)('%s: the same call again, later', async (_, failure) => {
    world.hubspot.onPublish = () => refusal(failure);
    await world.receive(world.message('Guten Tag'));
    await world.work();
    world.hubspot.onPublish = () => ({ ok: true, status: 200, value: { id: 'hs-1' } });
    await world.after(1_000);
    expect(world.hubspot.published).toHaveLength(2);
    expect(world.hubspot.published[1]).toEqual(world.hubspot.published[0]);
    expect(await states()).toEqual(['published']);
  });

  it.each([
    ['consent', { kind: 'unauthenticated', retry: 'never', authentication: 'disconnected' }],
    ['scopes', { kind: 'forbidden', retry: 'never', status: 403, category: 'MISSING_SCOPES' }],
  ] as const)('for want of %s: it waits as it is, and no failure is counted', async (_, failure) => {
    world.hubspot.onPublish = () => refusal(failure);
    await world.receive(world.message('Guten Tag'));
    await world.once(PUBLICATION_QUEUE);
    const [row] = await world.rows(PUBLICATIONS);
    expect([row?.state, row?.failures, row?.notBeforeMs]).toEqual(['ready', 0, undefined]);
    expect(await world.due(PUBLICATION_QUEUE)).toHaveLength(1);
  });

  it('a time to wait is kept', async () => {
    world.hubspot.onPublish = () => refusal({ kind: 'rate-limited', status: 429, retryAfterMs: 10_000 });
    await world.receive(world.message('Guten Tag'));
    await world.work();
    await world.after(9_999);
    expect(world.hubspot.published).toHaveLength(1);
    await world.after(1);
    expect(world.hubspot.published).toHaveLength(2);
  });

  it('a refusal ends in a dead letter, and the lane goes on', async () => {
    world.hubspot.onPublish = ({ text }, call) =>
      text === 'bad'
        ? refusal({ kind: 'validation', retry: 'never', status: 400, category: 'VALIDATION_ERROR', message: 'no' })
        : { ok: true, status: 201, value: { id: `hs-${call}` } };
    await world.receive(world.message('bad'), world.message('good'));
    await world.work();

    expect(world.hubspot.texts).toEqual(['bad', 'good']);
    expect(await world.rows(DEAD_LETTERS)).toMatchObject([
      { kind: 'publication', account: 'line', cause: { code: 'VALIDATION_ERROR', detail: 'no' } },
    ]);
    expect(await world.journalText()).toContain('VALIDATION_ERROR');
    expect(await world.journalText()).not.toContain('detail');
    expect(world.emitted.map(({ type }) => type)).toEqual([
      'publication.failed',
      'dead-letter.added',
      'publication.published',
    ]);
  });

  it('a dead letter that is replayed is published, under the same id', async () => {
    world.hubspot.onPublish = () => refusal({ kind: 'validation', retry: 'never', status: 400 });
    await world.receive(world.message('Guten Tag'));
    await world.work();
    const [letter] = await world.rows(DEAD_LETTERS);
    world.hubspot.onPublish = () => ({ ok: true, status: 201, value: { id: 'hs-1' } });
    await world.append({ kind: letter!.kind, body: letter!.body });
    await world.work();

    expect(await states()).toEqual(['published']);
    expect(await world.rows(DEAD_LETTERS)).toEqual([]);
    expect(new Set(world.hubspot.published.map((body) => body.integrationIdempotencyId)).size).toBe(1);
  });

  it('a refusal of what is more than text leads to the text alone', async () => {
    world.hubspot.onPublish = ({ attachments }, call) =>
      attachments.length > 0
        ? refusal({ kind: 'validation', retry: 'never', status: 400 })
        : { ok: true, status: 201, value: { id: `hs-${call}` } };
    await world.receive(world.message([{ kind: 'location', latitude: 48.1, longitude: 11.6, name: 'Marienplatz' }]));
    await world.work();

    expect(world.hubspot.texts).toEqual(['[Marienplatz]', 'Location: Marienplatz, 48.1,11.6']);
    expect(await states()).toEqual(['published']);
    expect(await world.journal()).toContain('publication.simplified');
  });
});
