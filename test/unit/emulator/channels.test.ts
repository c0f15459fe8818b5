import { describe, expect, it } from '@jest/globals';
import { Running } from './running-emulator.js';

const CHANNELS = {
  v3: '/conversations/v3/custom-channels',
  'v3 as specified': '/conversations/custom-channels/v3',
  '2025-09': '/conversations/custom-channels/2025-09',
  '2026-03': '/conversations/custom-channels/2026-03',
  '2026-09': '/conversations/custom-channels/2026-09',
};

describe('the channels of the emulated HubSpot', () => {
  it.each(Object.entries(CHANNELS))('are listed under %s, with and without a slash at the end', async (_, path) => {
    await using hubspot = await Running.start();
    for (const form of [path, `${path}/`]) {
      const { status, body } = await hubspot.callAsApp('GET', form);
      expect(status).toBe(200);
      expect(body).toMatchObject({ total: 1, results: [{ id: hubspot.channelId }] });
    }
  });

  it('live from POST to DELETE', async () => {
    await using hubspot = await Running.start();
    const wanted = { name: 'Acme SMS', capabilities: { threadingModel: 'INTEGRATION_THREAD_ID', richText: ['BOLD'] } };
    const created = await hubspot.callAsApp('POST', CHANNELS.v3, wanted);
    expect(created).toMatchObject({ status: 201, body: wanted });
    const path = `${CHANNELS['2026-03']}/${created.body['id']}`;
    const patched = await hubspot.callAsApp('PATCH', path, { webhookUrl: 'https://conn.example.com/hook' });
    expect(patched.body).toMatchObject({ ...wanted, webhookUrl: 'https://conn.example.com/hook' });
    expect((await hubspot.callAsApp('DELETE', path)).status).toBe(204);
    expect((await hubspot.callAsApp('GET', path)).status).toBe(404);
  });

  it('have their capabilities replaced by a PATCH, or merged where told to', async () => {
    await using hubspot = await Running.start({}, { richText: ['BOLD'] });
    const change = { capabilities: { allowInlineImages: false } };
    hubspot.control.turnSwitches({ capabilitiesPatch: 'merge' });
    const merged = await hubspot.callAsApp('PATCH', hubspot.path(), change);
    expect(merged.body['capabilities']).toMatchObject({ allowInlineImages: false, richText: ['BOLD'] });
    hubspot.control.turnSwitches({ capabilitiesPatch: 'replace' });
    const replaced = await hubspot.callAsApp('PATCH', hubspot.path(), change);
    expect(replaced.body['capabilities']).toEqual({ allowInlineImages: false });
  });

  it('refuse values a known capability cannot have', async () => {
    await using hubspot = await Running.start();
    const wanted = {
      name: 'x',
      capabilities: { deliveryIdentifierTypes: [{ type: 'HS_PHONE_NUMBER' }], unknownKey: 1 },
    };
    expect(await hubspot.callAsApp('POST', CHANNELS.v3, wanted)).toMatchObject({
      status: 400,
      body: { subCategory: 'CustomChannelsError.INVALID_CHANNEL_CAPABILITY_VALUES' },
    });
  });

  it('answer a path that is none with an HTML page', async () => {
    await using hubspot = await Running.start();
    const answer = await hubspot.call('GET', hubspot.path('/no-such-thing'));
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });
});

describe('the accounts of a channel in the emulated HubSpot', () => {
  const address = { type: 'HS_PHONE_NUMBER', value: '+15550111' };

  it('are made, found by address, disabled and renamed', async () => {
    await using hubspot = await Running.start();
    const inboxId = hubspot.seeded.portals[0]!.inboxIds[0];
    const path = hubspot.path('/channel-accounts');
    const created = await hubspot.call('POST', path, { inboxId, name: 'Second line', deliveryIdentifier: address });
    expect(created).toMatchObject({ status: 201, body: { authorized: true, active: true, archived: false } });
    const query = `?deliveryIdentifierType=${address.type}&deliveryIdentifierValue=${encodeURIComponent(address.value)}`;
    expect((await hubspot.call('GET', path + query)).body).toMatchObject({
      total: 1,
      results: [{ name: 'Second line' }],
    });
    const one = `${path}/${created.body['id']}`;
    await hubspot.call('PATCH', one, { authorized: false, name: 'Renamed' });
    expect((await hubspot.call('GET', one)).body).toMatchObject({ authorized: false, active: false, name: 'Renamed' });
    expect((await hubspot.call('POST', path, { inboxId: '1', name: 'No such inbox' })).status).toBe(400);
  });

  it('conflict with a twin where told to', async () => {
    await using hubspot = await Running.start({ switches: { uniqueAccounts: true } });
    const inboxId = hubspot.seeded.portals[0]!.inboxIds[0];
    const again = { inboxId, name: 'Twin', deliveryIdentifier: hubspot.account.deliveryIdentifier };
    const answer = await hubspot.call('POST', hubspot.path('/channel-accounts'), again);
    expect(answer).toMatchObject({ status: 409, body: { category: 'CONFLICT' } });
  });

  it('are paged by limit and after', async () => {
    await using hubspot = await Running.start();
    const inboxId = hubspot.seeded.portals[0]!.inboxIds[0];
    const path = hubspot.path('/channel-accounts');
    for (const name of ['B', 'C']) await hubspot.call('POST', path, { inboxId, name });
    const first = await hubspot.call('GET', `${path}?limit=2`);
    expect(first.body).toMatchObject({ total: 3, results: [{}, { name: 'B' }], paging: { next: { after: '2' } } });
    const last = await hubspot.call('GET', `${path}?limit=2&after=2`);
    expect(last.body).toMatchObject({ results: [{ name: 'C' }] });
    expect(last.body).not.toHaveProperty('paging');
  });

  it('come of a connection an admin begins, the app fills in, and the browser completes', async () => {
    await using hubspot = await Running.start();
    await hubspot.callAsApp('PATCH', hubspot.path(), {
      channelAccountConnectionRedirectUrl: 'https://conn.example.com/connect',
    });
    const { portalId } = hubspot.install;
    const { accountToken, connectUrl } = hubspot.control.beginConnection({ channelId: hubspot.channelId, portalId });
    expect(new URL(connectUrl!).searchParams.get('accountToken')).toBe(accountToken);
    expect(() => hubspot.control.completeConnection(accountToken)).toThrow(/filled in/);
    const path = hubspot.path(`/channel-account-staging-tokens/${accountToken}`);
    const filled = await hubspot.call('PATCH', path, { accountName: 'Shop', deliveryIdentifier: address });
    expect(filled).toMatchObject({
      status: 200,
      body: { accountName: 'Shop', genericChannelId: Number(hubspot.channelId) },
    });
    const account = hubspot.control.completeConnection(accountToken);
    expect(account).toMatchObject({ name: 'Shop', deliveryIdentifier: address });
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries.at(-1)!.body).toMatchObject({
      type: 'CHANNEL_ACCOUNT_CREATED',
      channelAccountId: account.id,
      channelAccountDeliveryIdentifier: address,
    });
    expect((await hubspot.call('PATCH', path, { accountName: 'Again' })).status).toBe(409);
  });

  it('lose their staging token with time', async () => {
    await using hubspot = await Running.start({ switches: { stagingTokenLifetimeMs: 1_000 } });
    const { portalId } = hubspot.install;
    const { accountToken } = hubspot.control.beginConnection({ channelId: hubspot.channelId, portalId });
    await hubspot.scheduler.advance(1_000);
    const path = hubspot.path(`/channel-account-staging-tokens/${accountToken}`);
    expect((await hubspot.call('PATCH', path, { accountName: 'Late' })).status).toBe(404);
  });

  it('are archived when an admin disconnects them', async () => {
    await using hubspot = await Running.start({ switches: { webhookAccountAddress: 'string' } });
    hubspot.control.purgeAccount(hubspot.account.id);
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries[0]!.body).toMatchObject({
      type: 'CHANNEL_ACCOUNT_PURGED',
      channelAccountDeliveryIdentifier: '+15550100',
    });
    const path = hubspot.path(`/channel-accounts/${hubspot.account.id}`);
    expect((await hubspot.call('GET', path)).status).toBe(404);
    expect((await hubspot.call('GET', `${path}?archived=true`)).body).toMatchObject({ archived: true, active: false });
    expect((await hubspot.publish()).status).toBe(404);
  });
});
