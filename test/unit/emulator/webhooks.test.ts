import { describe, expect, it } from '@jest/globals';
import { parseHubSpotWebhook } from '../../../src/hubspot/schemas/webhook.js';
import { verifyHubSpotSignature } from '../../../src/hubspot/signature.js';
import { Running } from './running-emulator.js';

const PEER = { type: 'HS_PHONE_NUMBER' as const, value: '+15550199' };

describe('the webhook of an agent’s message', () => {
  it('is signed with version 3 over what is sent, and reads as the message', async () => {
    await using hubspot = await Running.start();
    const { id, threadId } = hubspot.agentSend('Hello <you>');
    await hubspot.emulator.webhooksSettled();
    const { headers, raw, body } = hubspot.receiver.deliveries[0]!;
    const verdict = verifyHubSpotSignature({
      method: 'POST',
      url: hubspot.webhookUrl,
      headers: headers as Record<string, string>,
      body: raw,
      secrets: [hubspot.app.clientSecret],
      nowMs: hubspot.scheduler.now(),
    });
    expect(verdict).toEqual({ ok: true });
    expect(parseHubSpotWebhook(raw)).toMatchObject({
      kind: 'message',
      event: {
        portalId: hubspot.install.portalId,
        message: { id, text: 'Hello <you>', recipients: [{ deliveryIdentifier: PEER }] },
      },
    });
    expect(body).toMatchObject({
      channelIntegrationThreadIds: [expect.stringMatching(/^[0-9a-f]{32}$/)],
      message: {
        conversationsThreadId: threadId,
        status: 'SENT',
        createdBy: expect.stringMatching(/^A-/),
        senders: [{ deliveryIdentifier: { value: '+15550100' }, name: 'Main line' }],
        richText: expect.stringContaining('Hello &lt;you&gt;'),
      },
    });
  });

  it('is tried again after failures, signed anew with the time of each attempt', async () => {
    await using hubspot = await Running.start({ webhooks: { attempts: 3 } });
    hubspot.receiver.answers = [500, 404];
    hubspot.agentSend('Hi');
    await hubspot.emulator.webhooksSettled();
    for (let retry = 0; retry < 2; retry += 1) {
      await hubspot.scheduler.advanceTo(hubspot.scheduler.nextAt()!);
      await hubspot.emulator.webhooksSettled();
    }
    expect(hubspot.control.webhooks()).toMatchObject([
      { state: 'delivered', attempts: [{ status: 500 }, { status: 404 }, { status: 204 }] },
    ]);
    const stamps = hubspot.receiver.deliveries.map(({ headers }) => headers['x-hubspot-request-timestamp']);
    expect(new Set(stamps).size).toBe(3);
    expect(new Set(hubspot.receiver.deliveries.map(({ raw }) => raw.toString())).size).toBe(1);
  });

  it('is given up when the attempts are used up', async () => {
    await using hubspot = await Running.start({ webhooks: { attempts: 1 } });
    hubspot.receiver.answers = [503];
    hubspot.agentSend('Hi');
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.control.webhooks()).toMatchObject([{ state: 'given-up', attempts: [{ status: 503 }] }]);
  });

  it('is not tried again after a reset', async () => {
    await using hubspot = await Running.start();
    hubspot.receiver.answers = [500];
    hubspot.agentSend('Hi');
    await hubspot.emulator.webhooksSettled();
    hubspot.control.reset();
    await hubspot.scheduler.advance(60_000);
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries).toHaveLength(1);
  });

  it('is failed when the answer takes too long', async () => {
    await using hubspot = await Running.start({ webhooks: { attempts: 1, timeoutMs: 5_000 } });
    hubspot.receiver.silent = true;
    hubspot.agentSend('Hi');
    await hubspot.receiver.received(1);
    await hubspot.scheduler.advance(5_000);
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.control.webhooks()).toMatchObject([{ state: 'given-up', attempts: [{ error: 'timed out' }] }]);
  });

  it('counts as failed when nobody answers at all', async () => {
    await using hubspot = await Running.start({ webhooks: { attempts: 1 } });
    await hubspot.receiver[Symbol.asyncDispose]();
    hubspot.agentSend('Hi');
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.control.webhooks()).toMatchObject([
      { state: 'given-up', attempts: [{ error: expect.any(String) }] },
    ]);
  });

  it('can come twice, out of order, late, or never', async () => {
    await using hubspot = await Running.start();
    const texts = () => hubspot.receiver.deliveries.map(({ body }) => (body['message'] as { text: string }).text);
    hubspot.control.addFault({ effect: { kind: 'duplicate-webhook' }, times: 1 });
    hubspot.agentSend('twice');
    await hubspot.emulator.webhooksSettled();
    expect(texts()).toEqual(['twice', 'twice']);

    hubspot.control.addFault({ effect: { kind: 'reorder-webhook' }, times: 1 });
    hubspot.agentSend('first');
    hubspot.agentSend('second');
    await hubspot.emulator.until(() => texts().length === 4);
    expect(texts().slice(2)).toEqual(['second', 'first']);

    hubspot.control.addFault({ effect: { kind: 'drop-webhook' }, times: 1 });
    hubspot.agentSend('never');
    hubspot.control.addFault({ effect: { kind: 'latency', ms: 2_000 }, operations: ['webhook'], times: 1 });
    hubspot.agentSend('late');
    await hubspot.scheduler.advance(1_999);
    expect(texts()).toHaveLength(4);
    await hubspot.scheduler.advance(1);
    await hubspot.emulator.webhooksSettled();
    expect(texts().slice(4)).toEqual(['late']);
    expect(hubspot.control.webhooks().map(({ state }) => state)).toContain('dropped');
  });
});

describe('an agent', () => {
  it('answers in a thread a customer began', async () => {
    await using hubspot = await Running.start({}, { threadingModel: 'INTEGRATION_THREAD_ID' });
    const { body } = await hubspot.publish({ integrationThreadId: 'mine-1' });
    const answer = hubspot.control.agentSend({ threadId: String(body['conversationsThreadId']), text: 'Hello back' });
    expect(answer.recipients).toMatchObject([{ address: PEER, name: 'Ada', actorId: body['createdBy'] }]);
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries[0]!.body['channelIntegrationThreadIds']).toEqual(['mine-1']);
    const { messages } = hubspot.control.thread(answer.threadId);
    expect(messages.map(({ direction }) => direction)).toEqual(['INCOMING', 'OUTGOING']);
  });

  it('sends files as bytes or by id, and images inside the text', async () => {
    await using hubspot = await Running.start();
    const send = { accountId: hubspot.account.id, to: [PEER], text: 'See' };
    const bytes = new Uint8Array([1, 2, 3]);
    const first = hubspot.control.agentSend({ ...send, attachments: [{ name: 'a.pdf', bytes }] });
    const fileId = String(first.attachments[0]!['fileId']);
    await hubspot.emulator.webhooksSettled();
    hubspot.control.agentSend({
      ...send,
      attachments: [{ fileId }],
      inlineImages: [{ name: 'b.png', base64: Buffer.from(bytes).toString('base64') }],
    });
    await hubspot.emulator.webhooksSettled();
    const message = hubspot.receiver.deliveries[1]!.body['message'] as {
      attachments: { url: string }[];
      richText: string;
    };
    expect(message.attachments).toMatchObject([{ type: 'FILE', fileId, name: 'a.pdf', fileUsageType: 'OTHER' }]);
    expect(message.richText).toMatch(/<img src="[^"]+\/filemanager\/api\/v2\/files\/\d+\/signed-url-redirect/);
    const downloaded = await fetch(message.attachments[0]!.url);
    expect(new Uint8Array(await downloaded.arrayBuffer())).toEqual(bytes);
  });

  it('may do no more than the channel allows', async () => {
    await using hubspot = await Running.start({}, { allowConversationStart: false, allowMultipleRecipients: false });
    expect(() => hubspot.agentSend('Hi')).toThrow(/starting a conversation/);
    const { body } = await hubspot.publish();
    const to = [PEER, { ...PEER, value: '+15550188' }];
    const threadId = String(body['conversationsThreadId']);
    expect(() => hubspot.control.agentSend({ threadId, to, text: 'Hi' })).toThrow(/several recipients/);
    expect(hubspot.agentSend('Hi').threadId).toBe(threadId);
  });

  it('may write to several recipients, and a long text may be cut', async () => {
    await using hubspot = await Running.start();
    const to = [PEER, { ...PEER, value: '+15550188' }];
    const { id, threadId } = hubspot.control.agentSend({
      accountId: hubspot.account.id,
      to,
      text: 'A long text',
      truncateTo: 6,
    });
    await hubspot.emulator.webhooksSettled();
    const { message } = hubspot.receiver.deliveries[0]!.body as { message: Record<string, unknown> };
    expect(message).toMatchObject({ text: 'A long', truncationStatus: 'TRUNCATED', recipients: [{}, {}] });
    const path = `/conversations/v3/conversations/threads/${threadId}/messages/${id}/original-content`;
    expect((await hubspot.call('GET', path)).body).toMatchObject({ text: 'A long text' });
  });
});
