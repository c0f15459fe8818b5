import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseHubSpotWebhook } from '../../../../src/hubspot/schemas/webhook.js';

const parse = (value: unknown) => parseHubSpotWebhook(new TextEncoder().encode(JSON.stringify(value)));

const outgoing = {
  type: 'OUTGOING_CHANNEL_MESSAGE_CREATED',
  portalId: '62515',
  channelId: '1001',
  eventTimestamp: '2026-05-04T09:30:00.123Z',
  eventId: 'e-1',
  channelIntegrationThreadIds: ['thread-17'],
  message: {
    id: 'm-1',
    type: 'MESSAGE',
    channelId: '1001',
    channelAccountId: '424',
    conversationsThreadId: '17000000001',
    createdAt: '2026-05-04T09:29:59.900Z',
    createdBy: 'A-123456',
    senders: [{ actorId: 'A-123456', deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550100' } }],
    recipients: [{ actorId: 'V-6', deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550199' } }],
    text: 'Hello',
    richText: '<p>Hello</p>',
    direction: 'OUTGOING',
    truncationStatus: 'NOT_TRUNCATED',
    status: 'SENT',
    attachments: [] as unknown[],
  },
};

function messageOf(message: Record<string, unknown>, envelope: Record<string, unknown> = {}) {
  const read = parse({ ...outgoing, ...envelope, message: { ...outgoing.message, ...message } });
  if (read.kind !== 'message') throw new Error(`read as ${read.kind}`);
  return read.event;
}

describe("an agent's message", () => {
  it('is read as it is documented', () => {
    const event = messageOf({});
    expect(event).toMatchObject({ portalId: '62515', channelId: '1001', channelIntegrationThreadIds: ['thread-17'] });
    expect(event.message).toMatchObject({ id: 'm-1', channelAccountId: '424', text: 'Hello' });
    expect(event.message.recipients[0]?.deliveryIdentifier).toEqual({ type: 'HS_PHONE_NUMBER', value: '+15550199' });
  });

  it('may have numbers for ids', () => {
    const event = messageOf({ id: 7, channelAccountId: 424 }, { portalId: 62515, channelId: 1001 });
    expect([event.portalId, event.channelId, event.message.id, event.message.channelAccountId]).toEqual([
      '62515',
      '1001',
      '7',
      '424',
    ]);
  });

  it('may have its status as a string or as an object', () => {
    expect(messageOf({ status: 'SENT' }).message.status?.statusType).toBe('SENT');
    expect(messageOf({ status: { statusType: 'SENT' } }).message.status?.statusType).toBe('SENT');
    expect(messageOf({ status: 7 }).message.status).toBeUndefined();
  });

  it('may name its channel only inside the message', () => {
    expect(messageOf({}, { channelId: undefined }).channelId).toBe('1001');
  });

  it.each([
    [
      { fileId: '9', name: 'a.png' },
      { type: 'FILE', fileId: '9', name: 'a.png' },
    ],
    [
      { type: 'FILE', url: 'https://files.example/a.png' },
      { type: 'FILE', url: 'https://files.example/a.png' },
    ],
    [
      { type: 'FILE', fileId: 9 },
      { type: 'FILE', fileId: '9' },
    ],
    [{ fileId: 'https://files.example/a.png' }, { type: 'FILE', url: 'https://files.example/a.png' }],
    [
      { type: 'HOLOGRAM', depth: 3 },
      { type: 'UNRECOGNIZED', raw: { type: 'HOLOGRAM', depth: 3 } },
    ],
    [
      { type: 'LOCATION', latitude: 'north' },
      { type: 'UNRECOGNIZED', raw: { type: 'LOCATION', latitude: 'north' } },
    ],
  ])('may have an attachment %j', (attachment, read) => {
    expect(messageOf({ attachments: [attachment] }).message.attachments).toEqual([read]);
  });

  it('keeps values and members this version does not know', () => {
    const { message } = messageOf({ truncationStatus: 'SHORTENED', mood: 'glad' });
    expect(message).toMatchObject({ truncationStatus: 'SHORTENED', mood: 'glad' });
  });

  it('does without all but its own id, portal and channel', () => {
    expect(
      parse({ type: outgoing.type, portalId: '1', channelId: '2', message: { id: 'm', richText: null } }),
    ).toMatchObject({
      kind: 'message',
      event: { message: { id: 'm', senders: [], recipients: [], attachments: [] } },
    });
  });

  it('is unparsable without its id, and what is known of it survives', () => {
    expect(parse({ ...outgoing, message: { text: 'secret words' } })).toEqual({
      kind: 'unparsable',
      eventType: outgoing.type,
      portalId: '62515',
      channelId: '1001',
      detail: expect.stringMatching(/^message\.id: (?!.*secret)/),
    });
  });
});

describe('an account event', () => {
  const event = { type: 'CHANNEL_ACCOUNT_UPDATED', portalId: '62515', channelId: '1001', channelAccountId: '424' };

  it.each(['CHANNEL_ACCOUNT_CREATED', 'CHANNEL_ACCOUNT_UPDATED', 'CHANNEL_ACCOUNT_PURGED'])('is %s', (type) => {
    expect(parse({ ...event, type })).toMatchObject({ kind: 'account', event: { type, channelAccountId: '424' } });
  });

  it.each([
    [
      { type: 'HS_PHONE_NUMBER', value: '+15550100' },
      { type: 'HS_PHONE_NUMBER', value: '+15550100' },
    ],
    ['+15550100', { value: '+15550100' }],
    [undefined, undefined],
    [[], undefined],
  ])('may have the delivery identifier %j', (given, read) => {
    const webhook = parse({ ...event, channelAccountDeliveryIdentifier: given });
    expect(webhook.kind === 'account' && webhook.event.channelAccountDeliveryIdentifier).toEqual(read);
  });
});

describe('anything else', () => {
  it('of a type this version does not know is unknown', () => {
    expect(parse({ type: 'CHANNEL_ACCOUNT_RENAMED', portalId: 5 })).toEqual({
      kind: 'unknown',
      eventType: 'CHANNEL_ACCOUNT_RENAMED',
      portalId: '5',
    });
  });

  it('never makes the parser throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => new TextEncoder().encode(json)),
        ),
        (bytes) => {
          expect(parseHubSpotWebhook(bytes).kind).toBe('unparsable');
        },
      ),
    );
  });

  it('never makes the parser throw, even inside a known event', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(outgoing.type, 'CHANNEL_ACCOUNT_PURGED'),
        fc.dictionary(fc.constantFrom('portalId', 'channelId', 'message', 'channelAccountId'), fc.jsonValue()),
        (type, members) => {
          expect(['message', 'account', 'unparsable']).toContain(parse({ ...members, type }).kind);
        },
      ),
    );
  });
});
