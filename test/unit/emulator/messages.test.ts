import { describe, expect, it } from '@jest/globals';
import { Running } from './running-emulator.js';

describe('publishing into the emulated HubSpot', () => {
  it('answers 201 with the message, received, from a contact made of the sender', async () => {
    await using hubspot = await Running.start();
    const answer = await hubspot.publish();
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toContain(String(answer.body['id']));
    expect(answer.body).toMatchObject({
      type: 'MESSAGE',
      direction: 'INCOMING',
      text: 'Hello',
      createdBy: expect.stringMatching(/^V-\d+$/),
      status: { statusType: 'RECEIVED' },
      channelAccountId: hubspot.account.id,
    });
  });

  it('puts messages of the same peer into one thread', async () => {
    await using hubspot = await Running.start();
    const first = await hubspot.publish();
    const second = await hubspot.publish({ text: 'Again' });
    const other = await hubspot.publish({
      senders: [{ deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550188' } }],
    });
    expect(second.body['conversationsThreadId']).toBe(first.body['conversationsThreadId']);
    expect(other.body['conversationsThreadId']).not.toBe(first.body['conversationsThreadId']);
  });

  it('takes an integrationThreadId under that threading model only, and refuses it otherwise', async () => {
    await using byPeer = await Running.start();
    const refused = await byPeer.publish({ integrationThreadId: 'mine-1' });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        category: 'VALIDATION_ERROR',
        subCategory:
          'ChannelIntegrationMessagePublishError.INTEGRATION_THREAD_ID_NOT_ALLOWED_FOR_DELIVERY_IDENTIFIER_THREADING_MODEL',
      },
    });
    expect((await byPeer.publish({ integrationThreadId: null })).status).toBe(201);

    await using byThread = await Running.start({}, { threadingModel: 'INTEGRATION_THREAD_ID' });
    const one = await byThread.publish({ integrationThreadId: 'mine-1' });
    const two = await byThread.publish({ integrationThreadId: 'mine-2' });
    const oneAgain = await byThread.publish({ integrationThreadId: 'mine-1' });
    expect(oneAgain.body['conversationsThreadId']).toBe(one.body['conversationsThreadId']);
    expect(two.body['conversationsThreadId']).not.toBe(one.body['conversationsThreadId']);
  });

  it.each([
    [201, 201],
    [200, 200],
    [409, 409],
    [400, 400],
  ] as const)('answers a duplicate publication with %i where told to', async (duplicatePublication, status) => {
    await using hubspot = await Running.start({ switches: { duplicatePublication } });
    const first = await hubspot.publish({ integrationIdempotencyId: 'once' });
    const second = await hubspot.publish({ integrationIdempotencyId: 'once', text: 'changed' });
    expect(second.status).toBe(status);
    if (status < 300) expect(second.body['id']).toBe(first.body['id']);
    expect(hubspot.control.messages()).toHaveLength(1);
  });

  it('refuses addresses that are not valid for their type, and files that do not exist', async () => {
    await using hubspot = await Running.start();
    const sender = (type: string, value: string) => ({ senders: [{ deliveryIdentifier: { type, value } }] });
    expect((await hubspot.publish(sender('HS_PHONE_NUMBER', '12'))).status).toBe(400);
    expect((await hubspot.publish(sender('HS_EMAIL_ADDRESS', 'nobody'))).status).toBe(400);
    expect((await hubspot.publish(sender('SOMETHING_ELSE', 'x'))).status).toBe(400);
    expect((await hubspot.publish(sender('HS_PHONE_NUMBER', '+81312345678'))).status).toBe(201);
    expect((await hubspot.publish({ attachments: [{ type: 'FILE', fileId: '404' }] })).status).toBe(404);
  });

  it('demands every field of the specification where told to', async () => {
    await using hubspot = await Running.start({ switches: { strictRequiredFields: true } });
    expect((await hubspot.publish()).status).toBe(400);
    const whole = { timestamp: '2027-01-15T08:00:00.000Z', recipients: [], attachments: [] };
    expect((await hubspot.publish(whole)).status).toBe(201);
  });

  it('sends an echo of a published OUTGOING message only where told to', async () => {
    await using hubspot = await Running.start();
    const outgoing = {
      messageDirection: 'OUTGOING',
      senders: [{ deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550100' } }],
      recipients: [{ deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550199' } }],
    };
    await hubspot.publish(outgoing);
    expect(hubspot.control.webhooks()).toHaveLength(0);
    hubspot.control.turnSwitches({ echoPublishedOutgoing: true });
    const { body } = await hubspot.publish(outgoing);
    expect(hubspot.control.webhooks()).toMatchObject([{ messageId: body['id'] }]);
  });
});

describe('the status of a message in the emulated HubSpot', () => {
  it('is SENT from birth, and each PATCH is kept with its time, body and result', async () => {
    await using hubspot = await Running.start();
    const { id } = hubspot.agentSend('Hi');
    await hubspot.scheduler.advance(1_000);
    expect((await hubspot.patch(id, 'READ')).body['status']).toEqual({ statusType: 'READ' });
    const failed = await hubspot.patch(id, 'FAILED', { errorMessage: 'Number not on WhatsApp' });
    expect(failed.body['status']).toEqual({
      statusType: 'FAILED',
      failureDetails: { errorMessage: 'Number not on WhatsApp', errorMessageTokens: {} },
    });
    const born = 1_800_000_000_000;
    expect(hubspot.control.message(id).history).toMatchObject([
      { kind: 'created', atMs: born, status: { statusType: 'SENT' } },
      {
        kind: 'patch',
        atMs: born + 1_000,
        body: { statusType: 'READ' },
        answered: 200,
        status: { statusType: 'READ' },
      },
      { kind: 'patch', body: { statusType: 'FAILED' }, status: { statusType: 'FAILED' } },
    ]);
  });

  it('may change in any way by default, and under strictTransitions only forward', async () => {
    await using hubspot = await Running.start();
    const { id } = hubspot.agentSend('Hi');
    await hubspot.patch(id, 'READ');
    expect((await hubspot.patch(id, 'SENT')).status).toBe(200);
    hubspot.control.turnSwitches({ strictTransitions: true });
    await hubspot.patch(id, 'READ');
    expect((await hubspot.patch(id, 'SENT')).status).toBe(400);
    expect((await hubspot.patch(id, 'READ')).status).toBe(200);
    expect(hubspot.control.message(id).history.at(-2)).toMatchObject({ answered: 400, status: { statusType: 'READ' } });
  });

  it('cannot be told of an incoming message, unless the switch lets it', async () => {
    await using hubspot = await Running.start();
    const { body } = await hubspot.publish();
    expect((await hubspot.patch(String(body['id']), 'READ')).status).toBe(400);
    hubspot.control.turnSwitches({ incomingPatch: 200 });
    expect((await hubspot.patch(String(body['id']), 'READ')).status).toBe(200);
  });

  it('cannot be told of a message that is unknown, hidden, or of another portal', async () => {
    await using hubspot = await Running.start({ switches: { visibilityDelayMs: 500 } });
    const unknown = await hubspot.patch('nothing', 'READ');
    expect(unknown).toMatchObject({ status: 404, body: { status: 'error', category: 'OBJECT_NOT_FOUND' } });
    const { id } = hubspot.agentSend('Hi');
    expect((await hubspot.patch(id, 'READ')).status).toBe(404);
    await hubspot.scheduler.advance(500);
    expect((await hubspot.patch(id, 'READ')).status).toBe(200);
    const other = hubspot.control.seed({ portals: [{ portalId: '999' }] }).installs[0]!;
    const foreign = await hubspot.call('GET', hubspot.path(`/messages/${id}`), undefined, {
      authorization: `Bearer ${other.accessToken}`,
    });
    expect(foreign.status).toBe(404);
  });
});
