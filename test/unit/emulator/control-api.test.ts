import { describe, expect, it } from '@jest/globals';
import { Running } from './running-emulator.js';

describe('the control API over HTTP', () => {
  it('does what the functions do', async () => {
    await using hubspot = await Running.start();
    const control = (method: string, path: string, body?: unknown) => hubspot.call(method, `/_emulator${path}`, body);
    const address = { type: 'HS_PHONE_NUMBER', value: '+15550122' };
    const seeded = await control('POST', '/seed', { channels: [{ id: 77, name: 'Second', accounts: [{ address }] }] });
    expect(seeded).toMatchObject({
      status: 200,
      body: { channels: [{ id: '77', accounts: [{ name: 'Main line' }] }] },
    });

    const sent = await control('POST', '/agent-messages', {
      accountId: hubspot.account.id,
      to: [{ type: 'HS_PHONE_NUMBER', value: '+15550199' }],
      text: 'Hi',
    });
    const id = String(sent.body['id']);
    await hubspot.patch(id, 'READ');
    expect((await control('GET', `/messages/${id}`)).body).toMatchObject({ history: [{}, { answered: 200 }] });
    expect((await control('GET', '/messages?direction=OUTGOING')).body).toMatchObject([{ id }]);
    expect((await control('GET', `/threads/${sent.body['threadId']}`)).body).toMatchObject({ messages: [{ id }] });
    expect((await control('GET', `/threads?accountId=${hubspot.account.id}`)).body).toHaveLength(1);
    expect((await control('GET', '/requests?status=200')).body).toMatchObject([{ operation: 'messages.updateStatus' }]);
    expect((await control('GET', '/webhooks')).body).toMatchObject([{ messageId: id }]);

    const fault = await control('POST', '/faults', { effect: { kind: 'error', status: 500 } });
    expect((await hubspot.patch(id, 'READ')).status).toBe(500);
    expect((await control('DELETE', `/faults/${fault.body['id']}`)).status).toBe(204);
    expect((await control('GET', '/faults')).body).toEqual([]);
    expect((await control('PATCH', '/switches', { incomingPatch: 200 })).body).toMatchObject({ incomingPatch: 200 });
    expect((await control('PUT', '/quota', { requests: 5, perMs: 1_000 })).status).toBe(204);
    expect((await control('GET', '/quota')).body).toMatchObject({ limit: { requests: 5 }, usage: [{ peak: 2 }] });
    expect((await control('POST', '/tokens/expire')).body).toEqual({ expired: 1 });
    expect((await control('POST', '/late/release')).body).toEqual({ released: 0 });
    expect((await control('POST', '/reset')).status).toBe(204);
    expect((await control('GET', '/messages')).body).toEqual([]);
  });

  it('says what is wrong with what it is given', async () => {
    await using hubspot = await Running.start();
    const post = (path: string, body: unknown) => hubspot.call('POST', `/_emulator${path}`, body);
    expect((await post('/agent-messages', { text: 'to nobody' })).body['message']).toContain('accountId and to');
    expect((await post('/faults', { effect: { kind: 'earthquake' } })).status).toBe(400);
    expect((await post('/seed', { channel: [] })).body['message']).toContain('channel');
    expect((await hubspot.call('PATCH', '/_emulator/switches', { noSuchSwitch: true })).status).toBe(400);
    expect((await hubspot.call('GET', '/_emulator/messages/none')).status).toBe(404);
    expect((await hubspot.call('GET', '/_emulator/nothing')).status).toBe(404);
  });
});

describe('waiting for what is to be seen', () => {
  it('ends when it is seen, when told to, or with the emulator', async () => {
    await using hubspot = await Running.start();
    const { id } = hubspot.agentSend('Hi');
    const read = hubspot.emulator.until((control) => control.message(id).status.statusType === 'READ');
    await hubspot.patch(id, 'READ');
    expect(await read).toBe(true);
    const never = () => undefined;
    await expect(hubspot.emulator.until(never, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    const forever = expect(hubspot.emulator.until(never)).rejects.toThrow('stopped');
    await hubspot.emulator.stop();
    await forever;
  });
});

describe('seeding', () => {
  it('makes one of each by default, and twice does no harm', async () => {
    await using hubspot = await Running.start();
    const { appId } = hubspot.app;
    const channel = { id: hubspot.channelId, webhookUrl: 'https://conn.example.com/hook' };
    const again = hubspot.control.seed({ apps: [{ appId }], channels: [channel] });
    expect(again).toMatchObject({ apps: [{ clientSecret: hubspot.app.clientSecret }], portals: [], installs: [] });
    const { body } = await hubspot.callAsApp('GET', '/conversations/v3/custom-channels');
    expect(body).toMatchObject({ total: 1, results: [{ webhookUrl: 'https://conn.example.com/hook' }] });
  });

  it('installs every app in every portal, with the tokens it is given', async () => {
    await using hubspot = await Running.start();
    const { installs } = hubspot.control.seed({
      apps: [{ appId: 12 }],
      portals: [{ portalId: 34, actors: [{ id: 'A-1', name: 'Grace' }] }],
      installs: [{ appId: 12, portalId: 34, accessToken: 'mine', refreshToken: 'mine-too' }],
    });
    expect(installs).toHaveLength(3);
    const headers = { authorization: 'Bearer mine' };
    const actor = await hubspot.call('GET', '/conversations/v3/conversations/actors/A-1', undefined, headers);
    expect(actor.body).toMatchObject({ name: 'Grace' });
    expect(() => hubspot.control.seed({ channels: [{}] })).toThrow(/which app/);
  });
});
