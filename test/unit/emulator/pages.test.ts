import { describe, expect, it } from '@jest/globals';
import { open, submit } from './browser.js';
import { Running } from './running-emulator.js';

const OURS = 'https://conn.example.com/connect/sms';
const HOSTILE = '<img src=x onerror="alert(1)">';
const ADDRESS = { type: 'HS_PHONE_NUMBER', value: '+15550123' };

/** A channel with a page to connect accounts on. */
async function started(): Promise<Running> {
  const hubspot = await Running.start();
  await hubspot.callAsApp('PATCH', hubspot.path(), { channelAccountConnectionRedirectUrl: OURS, name: HOSTILE });
  return hubspot;
}

/** An admin presses "Connect". @returns what the app's page is opened with */
async function opened(hubspot: Running): Promise<URLSearchParams> {
  const { portalId } = hubspot.install;
  const inbox = hubspot.seeded.portals[0]!.inboxIds[0]!;
  const { status, location } = await submit(hubspot, `/inbox/${portalId}/connect/${hubspot.channelId}`, { inbox });
  expect(status).toBe(303);
  expect(location.startsWith(OURS)).toBe(true);
  return new URL(location).searchParams;
}

const stage = (hubspot: Running, token: string, body: object) =>
  hubspot.call('PATCH', hubspot.path(`/channel-account-staging-tokens/${token}`), body);

describe('connecting an account on the pages of the emulated HubSpot', () => {
  it('goes over the page of the app, and ends with an account', async () => {
    await using hubspot = await started();
    const { portalId } = hubspot.install;
    const page = await open(hubspot, `/inbox/${portalId}/connect/${hubspot.channelId}`);
    expect(page.text).toContain('Conversations');
    expect(page.text).not.toContain(HOSTILE);
    const query = await opened(hubspot);
    expect(query.get('channelId')).toBe(hubspot.channelId);
    expect(query.get('portalId')).toBe(portalId);
    const redirectUrl = query.get('redirectUrl')!;
    expect(new URL(redirectUrl).origin).toBe(hubspot.emulator.url);

    expect((await open(hubspot, redirectUrl)).status).toBe(409);
    await stage(hubspot, query.get('accountToken')!, { accountName: HOSTILE, deliveryIdentifier: ADDRESS });
    const done = await open(hubspot, redirectUrl);
    expect(done).toMatchObject({ status: 200 });
    expect(done.text).not.toContain(HOSTILE);
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries.map(({ body }) => body)).toMatchObject([
      { type: 'CHANNEL_ACCOUNT_CREATED', channelAccountDeliveryIdentifier: ADDRESS },
    ]);
    const again = await open(hubspot, redirectUrl);
    expect(again.status).toBe(200);
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries).toHaveLength(1);
  });

  it('is told by no webhook where the switch says so', async () => {
    await using hubspot = await started();
    hubspot.control.turnSwitches({ accountCreatedWebhook: false });
    const query = await opened(hubspot);
    await stage(hubspot, query.get('accountToken')!, { accountName: 'Shop', deliveryIdentifier: ADDRESS });
    expect((await open(hubspot, query.get('redirectUrl')!)).status).toBe(200);
    expect(hubspot.control.webhooks()).toEqual([]);
    const { body } = await hubspot.call(
      'GET',
      `${hubspot.path('/channel-accounts')}?deliveryIdentifierValue=%2B15550123`,
    );
    expect(body).toMatchObject({ total: 1 });
  });

  it('takes an update once, or again where the switch says so', async () => {
    await using hubspot = await started();
    const token = (await opened(hubspot)).get('accountToken')!;
    expect((await stage(hubspot, token, { accountName: 'A', deliveryIdentifier: ADDRESS })).status).toBe(200);
    expect((await stage(hubspot, token, { accountName: 'B' })).status).toBe(409);
    hubspot.control.turnSwitches({ repeatedStaging: 200 });
    expect((await stage(hubspot, token, { accountName: 'B' })).body).toMatchObject({ accountName: 'B' });
  });

  it('knows a staging token in its own portal and channel alone', async () => {
    await using hubspot = await started();
    const { appId } = hubspot.install;
    hubspot.control.seed({ portals: [{ portalId: 99 }], channels: [{ id: 7, appId }] });
    const token = (await opened(hubspot)).get('accountToken')!;
    const foreign = hubspot.control.issueAccessToken({
      appId,
      portalId: '99',
      scopes: hubspot.control.installs()[0]!.scopes,
    });
    const path = hubspot.path(`/channel-account-staging-tokens/${token}`);
    const headers = { authorization: `Bearer ${foreign.token}` };
    expect((await hubspot.call('PATCH', path, { accountName: 'X' }, headers)).status).toBe(404);
    const other = path.replace(hubspot.channelId, '7');
    expect((await hubspot.call('PATCH', other, { accountName: 'X' })).status).toBe(404);
    expect((await stage(hubspot, 'unheard-of', { accountName: 'X' })).status).toBe(404);
  });

  it('says what is missing', async () => {
    await using hubspot = await Running.start();
    const { portalId } = hubspot.install;
    const path = `/inbox/${portalId}/connect/${hubspot.channelId}`;
    expect((await open(hubspot, path)).text).toContain('channelAccountConnectionRedirectUrl');
    expect((await submit(hubspot, path, {})).status).toBe(409);
    expect((await submit(hubspot, path, { inbox: '1' })).status).toBe(404);
    expect((await open(hubspot, `/inbox/7/connect/${hubspot.channelId}`)).status).toBe(404);
    expect((await open(hubspot, '/connected/unheard-of')).status).toBe(404);
  });
});

describe('the inbox page of the emulated HubSpot', () => {
  it('shows conversations and what became of messages, and nothing in them runs', async () => {
    await using hubspot = await Running.start();
    const { portalId } = hubspot.install;
    const sender = { name: HOSTILE, deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550199' } };
    await hubspot.publish({ text: `${HOSTILE} & more`, senders: [sender] });
    const sent = hubspot.agentSend('See you');
    await hubspot.patch(sent.id, 'FAILED', { errorMessage: `No such <b>number</b>` });
    const { text, policy } = await open(hubspot, `/inbox/${portalId}`);
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<b>number');
    expect(text).toContain('&#38; more');
    expect(text).toMatch(/FAILED<\/b>: No such/);
    expect(policy).toContain("default-src 'none'");
    expect((await open(hubspot, '/inbox')).text).toContain(`/inbox/${portalId}`);
  });

  it('lets an agent write to somebody new, and answer', async () => {
    await using hubspot = await Running.start();
    const { portalId } = hubspot.install;
    const path = `/inbox/${portalId}/messages`;
    const first = await submit(hubspot, path, { account: hubspot.account.id, to: '+15550110', text: 'Hello Nora' });
    expect(first.status).toBe(303);
    const opened = await open(hubspot, first.location);
    expect(opened.text).toContain('Hello Nora');
    const thread = new URL(first.location, hubspot.emulator.url).searchParams.get('thread')!;
    await submit(hubspot, path, { thread, text: 'Are you there?' });
    expect(hubspot.control.messages().map(({ text, threadId }) => [text, threadId])).toEqual([
      ['Hello Nora', thread],
      ['Are you there?', thread],
    ]);
    expect((await submit(hubspot, path, { account: hubspot.account.id, to: '+1', text: 'x' })).status).toBe(400);
  });

  it('keeps portals apart', async () => {
    await using hubspot = await Running.start();
    hubspot.control.seed({ portals: [{ portalId: 99 }] });
    const { threadId } = hubspot.agentSend('Secret');
    expect((await open(hubspot, '/inbox/99')).text).not.toContain('Secret');
    expect((await open(hubspot, `/inbox/99?thread=${threadId}`)).status).toBe(404);
    expect((await submit(hubspot, '/inbox/99/messages', { thread: threadId, text: 'x' })).status).toBe(404);
    const to = { account: hubspot.account.id, to: '+15550110', text: 'x' };
    expect((await submit(hubspot, '/inbox/99/messages', to)).status).toBe(404);
  });

  it('is where the settings of an inbox lead', async () => {
    await using hubspot = await Running.start();
    const { portalId } = hubspot.install;
    expect((await open(hubspot, `/live-messages-settings/${portalId}`)).location).toBe(`/inbox/${portalId}`);
  });
});
