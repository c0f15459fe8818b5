import { describe, expect, it } from '@jest/globals';
import { type Answer, Running } from '../running-emulator.js';

const SCOPES = [
  'developer.webhooks_journal.read',
  'developer.webhooks_journal.subscriptions.read',
  'developer.webhooks_journal.subscriptions.write',
];
const JOURNAL = '/webhooks-journal/journal/2026-03';
const SUBSCRIPTIONS = '/webhooks-journal/subscriptions/2026-03';
const UNINSTALLS = { subscriptionType: 'APP_LIFECYCLE_EVENT', eventTypeId: '4-1916193', properties: [] };
const INSTALLS = { ...UNINSTALLS, eventTypeId: '4-1909196' };

/** An app that asks with client credentials. */
async function asClient(hubspot: Running, scopes: readonly string[] = SCOPES) {
  const { body } = await hubspot.token({ grant_type: 'client_credentials', scope: scopes.join(' ') });
  const headers = { authorization: `Bearer ${body['access_token']}` };
  return (method: string, path: string, content?: unknown) => hubspot.call(method, path, content, headers);
}

/** The events behind the link of an entry. */
async function eventsOf({ body }: Answer): Promise<{ offset: string; journalEvents: object[] }> {
  const answer = await fetch(String(body['url']));
  expect(answer.status).toBe(200);
  return (await answer.json()) as { offset: string; journalEvents: object[] };
}

describe('the webhooks journal of the emulated HubSpot', () => {
  it('tells of installs and uninstalls that the app has subscribed to, one after the other', async () => {
    await using hubspot = await Running.start();
    const ask = await asClient(hubspot);
    const { appId, portalId } = hubspot.install;
    expect((await ask('GET', `${JOURNAL}/earliest`)).status).toBe(204);
    for (const wanted of [UNINSTALLS, INSTALLS]) await ask('POST', SUBSCRIPTIONS, wanted);

    hubspot.control.uninstall({ appId, portalId });
    hubspot.control.install({ appId, portalId });

    const first = await ask('GET', `${JOURNAL}/earliest`);
    const file = await eventsOf(first);
    expect(file).toMatchObject({
      offset: first.body['currentOffset'],
      journalEvents: [{ type: 'app_lifecycle_event', action: 'APP_UNINSTALL', portalId: Number(portalId) }],
    });
    const second = await ask('GET', `${JOURNAL}/offset/${file.offset}/next`);
    expect((await eventsOf(second)).journalEvents).toMatchObject([{ action: 'APP_INSTALL', eventTypeId: '4-1909196' }]);
    expect((await ask('GET', `${JOURNAL}/latest`)).body['currentOffset']).toBe(second.body['currentOffset']);
    expect((await ask('GET', `${JOURNAL}/offset/${second.body['currentOffset']}/next`)).status).toBe(204);
  });

  it('is silent about what nobody subscribed to, and about other apps and portals', async () => {
    await using hubspot = await Running.start();
    const ask = await asClient(hubspot);
    const { appId, portalId } = hubspot.install;
    hubspot.control.uninstall({ appId, portalId });
    await ask('POST', SUBSCRIPTIONS, UNINSTALLS);
    hubspot.control.seed({ apps: [{ appId: 12 }] });
    hubspot.control.uninstall({ appId: '12', portalId });
    expect((await ask('GET', `${JOURNAL}/earliest`)).status).toBe(204);
    hubspot.control.install({ appId, portalId });
    hubspot.control.uninstall({ appId, portalId });
    expect((await ask('GET', `${JOURNAL}/earliest?installPortalId=1`)).status).toBe(204);
    expect((await ask('GET', `${JOURNAL}/earliest?installPortalId=${portalId}`)).status).toBe(200);
  });

  it('tells of contacts deleted for privacy, by what HubSpot knows of them', async () => {
    await using hubspot = await Running.start();
    const ask = await asClient(hubspot);
    const { portalId } = hubspot.install;
    const created = await hubspot.publish();
    const address = { type: 'HS_PHONE_NUMBER' as const, value: '+15550199' };
    await ask('POST', SUBSCRIPTIONS, {
      subscriptionType: 'GDPR_PRIVACY_DELETION',
      portalId: Number(portalId),
      objectTypeId: '0-1',
      actions: ['GDPR_DELETE'],
    });
    const { objectId } = hubspot.control.privacyDeletion({ portalId, address, properties: { phone: address.value } });
    expect(created.body['createdBy']).toBe(`V-${objectId}`);
    expect((await eventsOf(await ask('GET', `${JOURNAL}/latest`))).journalEvents).toMatchObject([
      { action: 'GDPR_DELETE', objectTypeId: '0-1', objectId: Number(objectId), properties: { phone: '+15550199' } },
    ]);
    const actor = `/conversations/v3/conversations/actors/V-${objectId}`;
    expect((await hubspot.call('GET', actor)).status).toBe(404);
    expect(() => hubspot.control.privacyDeletion({ portalId, address })).toThrow(/contact/);
  });

  it('gives several entries at once, and says which it does not know', async () => {
    await using hubspot = await Running.start();
    const ask = await asClient(hubspot);
    const { appId, portalId } = hubspot.install;
    for (const wanted of [UNINSTALLS, INSTALLS]) await ask('POST', SUBSCRIPTIONS, wanted);
    for (let times = 0; times < 2; times += 1) {
      hubspot.control.uninstall({ appId, portalId });
      hubspot.control.install({ appId, portalId });
    }
    const offsets = hubspot.control.journal().map((entry) => entry.offset);
    const read = async (path: string) => {
      const { body } = await ask('GET', `${JOURNAL}/batch/${path}`);
      return (body['results'] as { currentOffset: string }[]).map((entry) => entry.currentOffset);
    };
    expect(await read('earliest/3')).toEqual(offsets.slice(0, 3));
    expect(await read('latest/3')).toEqual(offsets.slice(1));
    expect(await read(`${offsets[0]}/next/2`)).toEqual(offsets.slice(1, 3));
    expect((await ask('GET', `${JOURNAL}/batch/earliest/0`)).status).toBe(400);
    const some = await ask('POST', `${JOURNAL}/batch/read`, { inputs: [offsets[2], 'none'] });
    expect(some).toMatchObject({ status: 207, body: { numErrors: 1, results: [{ currentOffset: offsets[2] }] } });
  });

  it('forgets entries and ends links with time', async () => {
    await using hubspot = await Running.start();
    const ask = await asClient(hubspot);
    const { appId, portalId } = hubspot.install;
    await ask('POST', SUBSCRIPTIONS, UNINSTALLS);
    hubspot.control.turnSwitches({ journalRetentionMs: 600_000, journalLinkLifetimeMs: 1_000 });
    hubspot.control.uninstall({ appId, portalId });
    const { body } = await ask('GET', `${JOURNAL}/earliest`);
    await hubspot.scheduler.advance(1_000);
    expect((await fetch(String(body['url']))).status).toBe(403);
    await hubspot.scheduler.advance(599_000);
    expect((await ask('GET', `${JOURNAL}/earliest`)).status).toBe(204);
    expect((await ask('GET', `${JOURNAL}/offset/${body['currentOffset']}/next`)).status).toBe(204);
    expect((await ask('GET', `${JOURNAL}/offset/unheard-of/next`)).status).toBe(404);
  });

  it('opens to client credentials with the scope alone', async () => {
    await using hubspot = await Running.start();
    hubspot.control.seed({ apps: [{ appId: hubspot.app.appId, clientScopes: SCOPES.slice(0, 1) }] });
    const ask = await asClient(hubspot);
    expect((await ask('GET', `${JOURNAL}/earliest`)).status).toBe(204);
    expect((await ask('GET', SUBSCRIPTIONS)).body).toMatchObject({ category: 'MISSING_SCOPES' });
    expect((await hubspot.call('GET', `${JOURNAL}/earliest`)).status).toBe(401);
    expect(hubspot.control.quota().usage).toEqual([]);
  });

  it('keeps subscriptions, one for each thing', async () => {
    await using hubspot = await Running.start();
    const ask = await asClient(hubspot);
    const { body } = await ask('POST', SUBSCRIPTIONS, UNINSTALLS);
    expect(body).toMatchObject({ actions: ['APP_UNINSTALL'], eventTypeId: '4-1916193' });
    expect((await ask('POST', SUBSCRIPTIONS, UNINSTALLS)).body['id']).toBe(body['id']);
    await ask('POST', SUBSCRIPTIONS, {
      subscriptionType: 'GDPR_PRIVACY_DELETION',
      portalId: 1,
      objectTypeId: '0-1',
      actions: [],
    });
    const ids = async () => ((await ask('GET', SUBSCRIPTIONS)).body['results'] as { id: number }[]).map(({ id }) => id);
    expect(await ids()).toHaveLength(2);
    expect((await ask('DELETE', `${SUBSCRIPTIONS}/portals/1`)).status).toBe(204);
    expect(await ids()).toEqual([body['id']]);
    expect((await ask('DELETE', `${SUBSCRIPTIONS}/${body['id']}`)).status).toBe(204);
    expect((await ask('GET', `${SUBSCRIPTIONS}/${body['id']}`)).status).toBe(404);
    expect((await ask('POST', SUBSCRIPTIONS, { subscriptionType: 'NEWS' })).status).toBe(400);
  });
});
