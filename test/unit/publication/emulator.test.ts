import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHubSpotClient } from '../../../src/hubspot/client/hubspot-client.js';
import { staticTokens } from '../../../src/hubspot/oauth/static-tokens.js';
import { PortalQuota } from '../../../src/hubspot/quota/portal-quota.js';
import { HubSpotPublicationCalls } from '../../../src/publication/hubspot-publication-calls.js';
import { PUBLICATIONS } from '../../../src/publication/publication-row.js';
import { UndiciTransport } from '../../../src/transport/undici-transport.js';
import { Running } from '../emulator/running-emulator.js';
import { PEER, PublicationWorld, picture } from './publication-world.js';

let hubspot: Running;
let transport: UndiciTransport;
let world: PublicationWorld;
let calls: HubSpotPublicationCalls;

beforeEach(async () => {
  hubspot = await Running.start();
  hubspot.control.turnSwitches({ strictRequiredFields: true });
  transport = new UndiciTransport();
  const { scheduler } = hubspot;
  const quota = new PortalQuota(scheduler);
  const client = createHubSpotClient({
    version: 'v3',
    http: transport,
    clock: scheduler,
    baseUrl: hubspot.emulator.url,
    tokens: staticTokens(hubspot.install.accessToken),
    quota,
  });
  calls = new HubSpotPublicationCalls({
    of: (app, portal) => (app === 'main' && portal === '62515' ? { client, quota } : undefined),
    heldUntil: () => undefined,
  });
  world = await PublicationWorld.open({
    calls,
    channelAccountId: hubspot.account.id,
    channel: { hubspotChannelId: hubspot.channelId },
    adapter: { fetchMedia: async () => ({ body: new Blob(['bytes']).stream(), type: 'image/png' }) },
  });
});

afterEach(async () => {
  await world.close();
  await transport.close();
  await hubspot[Symbol.asyncDispose]();
});

const shown = () => hubspot.control.messages({ direction: 'INCOMING' });

describe('HubSpot', () => {
  it('takes everything that can be published', async () => {
    await world.receive(
      world.message([
        { kind: 'text', text: 'look', richText: '<p>look</p>' },
        picture('a', { name: 'cat.png' }),
        { kind: 'location', latitude: 48.1, longitude: 11.6, name: 'Marienplatz' },
        { kind: 'contact', name: { firstName: 'Ann' }, phones: [{ phone: '+15550111', type: 'CELL' }] },
        { kind: 'quickReplies', replies: [{ value: 'yes', valueType: 'TEXT' }] },
        { kind: 'unsupported', description: 'Sent a poll' },
      ]),
    );
    await world.work();

    const [message] = shown();
    expect(message).toMatchObject({ text: 'look\nSent a poll', senders: [{ address: PEER }] });
    expect(message?.attachments.map(({ type }) => type)).toEqual([
      'FILE',
      'LOCATION',
      'CONTACT',
      'QUICK_REPLIES',
      'UNSUPPORTED_CONTENT',
    ]);
    const [upload] = hubspot.control.requests({ operation: 'files.upload' });
    expect(upload).toMatchObject({ status: 201 });
    expect(await world.rows(PUBLICATIONS)).toMatchObject([{ state: 'published', messageId: message?.id }]);
  });

  it.each([201, 200, 409, 400] as const)(
    'shows a message once whose first answer was lost, when it answers the repetition with %i',
    async (duplicatePublication) => {
      hubspot.control.turnSwitches({ duplicatePublication });
      hubspot.control.addFault({ effect: { kind: 'reset-after' }, times: 1, operations: ['messages.publish'] });
      await world.receive(world.message('Guten Tag'));
      await world.work();
      await world.after(1_000);

      expect(shown()).toHaveLength(1);
      expect(await world.rows(PUBLICATIONS)).toMatchObject([{ state: 'published' }]);
      expect(hubspot.control.requests({ operation: 'messages.publish' })).toHaveLength(2);
    },
  );

  it('is asked later when it has had enough', async () => {
    hubspot.control.addFault({ effect: { kind: 'rate-limit' }, times: 1, operations: ['messages.publish'] });
    await world.receive(world.message('Guten Tag'));
    await world.work();
    expect(calls.heldUntil('main/62515', 'publish')).toBeGreaterThan(hubspot.scheduler.now());
    expect(shown()).toEqual([]);
    await hubspot.scheduler.advance(20_000);
    await world.after(20_000);
    expect(shown()).toHaveLength(1);
  });

  it('lists a thread, so that a message of unknown id can be found in it', async () => {
    await world.receive(world.message('Guten Tag'));
    await world.work();
    const [message] = shown();
    const threadId = message!.threadId;
    const listed = await calls.threadMessages({ app: 'main', portal: '62515' }, threadId, new AbortController().signal);
    expect(listed).toMatchObject({
      ok: true,
      value: [{ id: message!.id, direction: 'INCOMING', text: 'Guten Tag', createdAtMs: expect.any(Number) }],
    });
  });

  it('of a portal without credentials keeps messages waiting', async () => {
    const answer = await calls.publish({ app: 'main', portal: '7' }, '1', {} as never, new AbortController().signal);
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'unauthenticated' } });
    expect(calls.heldUntil('main/7', 'publish')).toBeUndefined();
  });
});
