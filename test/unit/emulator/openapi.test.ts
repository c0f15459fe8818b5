import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { type ApiPaths, apiPaths } from '../../../src/hubspot/api-paths.js';
import { API_VERSIONS } from '../../../src/hubspot/api-version.js';
import { type Answer, Running } from './running-emulator.js';

/** HubSpot's specifications are not part of the repository: checked where they lie beside it. */
const FOLDER = ['..', '../..'].map((up) => join(process.cwd(), up, 'shared/reference/openapi')).find(existsSync);
const whereSpecified = FOLDER === undefined ? describe.skip : describe;

interface Specification {
  components: { schemas: Record<string, { properties?: Record<string, object> }> };
}

/** A check of answers against the schemas of one specification. */
function checker(file: string): (schema: string, answer: Answer) => void {
  const specification = JSON.parse(readFileSync(join(FOLDER!, file), 'utf8')) as Specification;
  const channel = specification.components.schemas['PublicChannelIntegrationChannel']?.properties;
  // The generator writes every value of this free map as an object; in reality they are lists, numbers and booleans.
  if (channel) channel['capabilities'] = { type: 'object' };
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(specification, 'spec');
  return (schema, answer) => {
    const validate = ajv.getSchema(`spec#/components/schemas/${schema}`);
    if (!validate) throw new Error(`${file} has no ${schema}`);
    validate(answer.body);
    expect(validate.errors ?? []).toEqual([]);
  };
}

const ADDRESS = { type: 'HS_PHONE_NUMBER' as const, value: '+15550199' };

const PUBLISHED_ATTACHMENTS = (fileId: string) => [
  { type: 'FILE', fileId },
  { type: 'LOCATION', latitude: 35.6, longitude: 139.7, name: 'Tokyo' },
  { type: 'CONTACT', contactProfile: { phones: [{ phone: '+15550133', type: 'CELL' }], name: { firstName: 'Ada' } } },
  { type: 'QUICK_REPLIES', quickReplies: [{ value: 'yes', valueType: 'TEXT' }] },
  { type: 'MESSAGE_HEADER', text: 'Title', fileId: Number(fileId) },
  { type: 'SOCIAL_MEDIA_METADATA', socialMetadata: { mediaType: 'PHOTO' } },
  { type: 'UNSUPPORTED_CONTENT' },
];

whereSpecified('what the emulated HubSpot answers agrees with the specification', () => {
  describe.each(API_VERSIONS)('of custom channels %s', (version) => {
    let check: ReturnType<typeof checker>;
    beforeAll(() => {
      check = checker(`custom-channels-${version}.json`);
    });
    const at = (hubspot: Running, name: keyof ApiPaths, id = ''): string =>
      apiPaths(version)[name].replace(':channelId', hubspot.channelId).replace(/:\w+/, id);

    it('for channels', async () => {
      await using hubspot = await Running.start();
      const create = { name: 'SMS', capabilities: {}, channelDescription: 'Text messages' };
      check('PublicChannelIntegrationChannel', await hubspot.callAsApp('POST', at(hubspot, 'channels'), create));
      check('PublicChannelIntegrationChannel', await hubspot.callAsApp('GET', at(hubspot, 'channel')));
      check('PublicChannelIntegrationChannel', await hubspot.callAsApp('PATCH', at(hubspot, 'channel'), { name: 'X' }));
      const list = await hubspot.callAsApp('GET', `${at(hubspot, 'channels')}?limit=1`);
      check('CollectionResponseWithTotalPublicChannelIntegrationChannel', list);
      expect(list.body).toHaveProperty('paging');
    });

    it('for accounts and staging tokens', async () => {
      await using hubspot = await Running.start();
      const { portalId } = hubspot.install;
      const inboxId = hubspot.seeded.portals[0]!.inboxIds[0];
      const create = { inboxId, name: 'Line', authorized: true, deliveryIdentifier: ADDRESS };
      check('PublicChannelAccount', await hubspot.call('POST', at(hubspot, 'channelAccounts'), create));
      const one = at(hubspot, 'channelAccount', hubspot.account.id);
      check('PublicChannelAccount', await hubspot.call('PATCH', one, { authorized: false }));
      hubspot.control.purgeAccount(hubspot.account.id);
      check('PublicChannelAccount', await hubspot.call('GET', `${one}?archived=true`));
      const list = await hubspot.call('GET', at(hubspot, 'channelAccounts'));
      check('CollectionResponseWithTotalPublicChannelAccount', list);
      const { accountToken } = hubspot.control.beginConnection({ channelId: hubspot.channelId, portalId });
      const fill = { accountName: 'Line', deliveryIdentifier: ADDRESS };
      const staged = await hubspot.call('PATCH', at(hubspot, 'stagingToken', accountToken), fill);
      expect(staged.status).toBe(200);
      check('PublicChannelAccountStagingToken', staged);
    });

    it('for messages of every kind, and their statuses', async () => {
      await using hubspot = await Running.start();
      const sent = hubspot.control.agentSend({
        accountId: hubspot.account.id,
        to: [ADDRESS],
        text: 'See',
        attachments: [{ name: 'a.png', bytes: new Uint8Array(3) }],
      });
      const published = await hubspot.call('POST', at(hubspot, 'messages'), {
        channelAccountId: hubspot.account.id,
        messageDirection: 'INCOMING',
        text: 'Hello',
        richText: '<b>Hello</b>',
        inReplyToId: sent.id,
        timestamp: '2027-01-15T08:00:00.000Z',
        senders: [{ deliveryIdentifier: ADDRESS }],
        recipients: [{ deliveryIdentifier: hubspot.account.deliveryIdentifier }],
        attachments: PUBLISHED_ATTACHMENTS(String(sent.attachments[0]!['fileId'])),
      });
      expect(published.status).toBe(201);
      check('PublicConversationsMessage', published);
      const one = at(hubspot, 'message', sent.id);
      for (const statusType of ['SENT', 'READ', 'FAILED']) {
        const patched = await hubspot.call('PATCH', one, { statusType, errorMessage: 'why' });
        check('PublicConversationsMessage', patched);
      }
      check('PublicConversationsMessage', await hubspot.call('GET', one));
    });

    it('for errors', async () => {
      await using hubspot = await Running.start();
      check('Error', await hubspot.call('GET', at(hubspot, 'message', 'none')));
      check('Error', await hubspot.call('POST', at(hubspot, 'messages'), { text: 1 }));
      check('Error', await hubspot.call('GET', at(hubspot, 'channelAccounts'), undefined, { authorization: '' }));
    });
  });

  it('of conversations', async () => {
    await using hubspot = await Running.start();
    const check = checker('conversations-v3.json');
    const base = '/conversations/v3/conversations';
    const { body: published } = await hubspot.publish();
    const { id, threadId } = hubspot.agentSend('Hi');
    const thread = `${base}/threads/${threadId}`;
    expect(published['conversationsThreadId']).toBe(threadId);
    check('CollectionResponseWithTotalPublicInbox', await hubspot.call('GET', `${base}/inboxes`));
    check('CollectionResponseWithTotalPublicChannel', await hubspot.call('GET', `${base}/channels`));
    check('CollectionResponseWithTotalPublicChannelAccount', await hubspot.call('GET', `${base}/channel-accounts`));
    for (const actor of [published['createdBy'], hubspot.seeded.portals[0]!.actorIds[0], `I-${hubspot.app.appId}`]) {
      check('PublicActor', await hubspot.call('GET', `${base}/actors/${actor}`));
    }
    const batch = await hubspot.call('POST', `${base}/actors/batch/read`, { inputs: [published['createdBy']] });
    check('BatchResponsePublicActor', batch);
    check('CollectionResponsePublicThreadForwardPaging', await hubspot.call('GET', `${base}/threads`));
    check('PublicThread', await hubspot.call('GET', thread));
    check('PublicThread', await hubspot.call('PATCH', thread, { status: 'CLOSED' }));
    check('CollectionResponsePublicMessageForwardPaging', await hubspot.call('GET', `${thread}/messages?limit=1`));
    check('PublicConversationsMessage', await hubspot.call('GET', `${thread}/messages/${id}`));
    check('PublicMessageContent', await hubspot.call('GET', `${thread}/messages/${id}/original-content`));
  });

  it('of files', async () => {
    await using hubspot = await Running.start();
    const check = checker('files-v3.json');
    const sent = hubspot.control.agentSend({
      accountId: hubspot.account.id,
      to: [ADDRESS],
      attachments: [{ name: 'a.png', bytes: new Uint8Array(3) }],
    });
    const file = `/files/v3/files/${sent.attachments[0]!['fileId']}`;
    check('File', await hubspot.call('GET', file));
    check('SignedUrl', await hubspot.call('GET', `${file}/signed-url`));
    const request = { access: 'PRIVATE', folderPath: '/in', url: 'http://127.0.0.1:9/none' };
    const task = await hubspot.call('POST', '/files/v3/files/import-from-url/async', request);
    check('ImportFromUrlTaskLocator', task);
    const status = await hubspot.call('GET', `/files/v3/files/import-from-url/async/tasks/${task.body['id']}/status`);
    check('FileActionResponse', status);
  });

  it('of the token endpoint', async () => {
    await using hubspot = await Running.start();
    const check = checker('oauth-v3.json');
    for (const grant of [
      { grant_type: 'refresh_token', refresh_token: hubspot.install.refreshToken },
      { grant_type: 'client_credentials', scope: 'oauth' },
    ]) {
      check('TokenResponseIF', await hubspot.token(grant));
    }
    for (const token of [hubspot.install.refreshToken, hubspot.install.accessToken]) {
      check('TokenInfoResponseBaseIF', await hubspot.token({ token }, '/introspect'));
    }
  });

  it('of the webhooks journal', async () => {
    await using hubspot = await Running.start();
    const check = checker('webhooks-journal-2026-03.json');
    const scope = ['', '.subscriptions.read', '.subscriptions.write']
      .map((part) => `developer.webhooks_journal${part || '.read'}`)
      .join(' ');
    const { body } = await hubspot.token({ grant_type: 'client_credentials', scope });
    const ask = (method: string, path: string, content?: object) =>
      hubspot.call(method, `/webhooks-journal/${path}`, content, { authorization: `Bearer ${body['access_token']}` });
    const subscriptions = 'subscriptions/2026-03';
    const wanted = { subscriptionType: 'APP_LIFECYCLE_EVENT', eventTypeId: '4-1916193', properties: ['hs_app_id'] };
    check('SubscriptionResponse', await ask('POST', subscriptions, wanted));
    const privacy = { subscriptionType: 'GDPR_PRIVACY_DELETION', actions: ['GDPR_DELETE'], objectTypeId: '0-1' };
    check('SubscriptionResponse', await ask('POST', subscriptions, { ...privacy, portalId: 1 }));
    check('CollectionResponseSubscriptionResponseNoPaging', await ask('GET', subscriptions));
    hubspot.control.uninstall(hubspot.install);
    const first = await ask('GET', 'journal/2026-03/earliest');
    check('JournalFetchResponse', first);
    check('BatchResponseJournalFetchResponse', await ask('GET', 'journal-local/2026-03/batch/latest/5'));
    const inputs = [first.body['currentOffset'], 'none'];
    const some = await ask('POST', 'journal/2026-03/batch/read', { inputs });
    check('BatchResponseJournalFetchResponseWithErrors', some);
    check('Error', await ask('GET', 'journal/2026-03/batch/earliest/none'));
  });
});
