import { beforeAll, describe, expect, it } from '@jest/globals';
import { API_VERSIONS, type ApiVersion } from '../../../../src/hubspot/api-version.js';
import type { ChannelsApi } from '../../../../src/hubspot/client/channels-api.js';
import { createHubSpotAppClient, type HubSpotClient } from '../../../../src/hubspot/client/hubspot-client.js';
import type { HubSpotResult } from '../../../../src/hubspot/failure/hubspot-failure.js';
import { tokenEndpoint } from '../../../../src/hubspot/oauth/token-endpoint.js';
import type { MessageCreate } from '../../../../src/hubspot/schemas/message-create.js';
import type { RecordedRequest } from '../recording-server.js';
import { Connected } from './connected.js';
import { SPECIFICATIONS, Specification } from './specification.js';

const whereSpecified = SPECIFICATIONS === undefined ? describe.skip : describe;

const address = { type: 'HS_PHONE_NUMBER' as const, value: '+15550100' };

const publication: MessageCreate = {
  channelAccountId: '424',
  messageDirection: 'OUTGOING',
  text: 'Hi',
  richText: '<p>Hi</p>',
  timestamp: '2026-05-04T09:29:58.000Z',
  senders: [{ deliveryIdentifier: address, name: 'Ada' }],
  recipients: [{ deliveryIdentifier: address }],
  integrationThreadId: 't1',
  integrationIdempotencyId: 'i1',
  inReplyToId: 'm0',
  associateWithContactId: 12,
  preResolvedContacts: { contacts: [{ contactVid: 12, contactPropertiesLeadingToMatch: ['phone'] }] },
  attachments: [
    { type: 'FILE', fileId: '9', fileUsageType: 'VOICE_RECORDING' },
    { type: 'LOCATION', latitude: 35.6, longitude: 139.7, name: 'Tokyo' },
    {
      type: 'CONTACT',
      contactProfile: { emails: [], phones: [{ phone: '+15550133', type: 'CELL' }], addresses: [], urls: [] },
    },
    { type: 'QUICK_REPLIES', quickReplies: [{ value: 'yes', valueType: 'TEXT', label: 'Yes' }] },
    { type: 'MESSAGE_HEADER', text: 'Title', fileId: 9 },
    { type: 'SOCIAL_MEDIA_METADATA', socialMetadata: { mediaType: 'PHOTO' } },
    { type: 'UNSUPPORTED_CONTENT' },
  ],
};

type Call<Client> = [method: string, path: string, call: (client: Client) => Promise<HubSpotResult<unknown>>];

const PORTAL_CALLS: Call<HubSpotClient>[] = [
  [
    'PATCH',
    '/1001/channel-account-staging-tokens/t1',
    ({ channelAccounts }) =>
      channelAccounts.fillStagingToken('1001', 't1', { accountName: 'Line', deliveryIdentifier: address }),
  ],
  [
    'GET',
    '/1001/channel-accounts',
    ({ channelAccounts }) =>
      channelAccounts.list('1001', {
        archived: true,
        limit: 5,
        after: 'x',
        sort: ['id'],
        deliveryIdentifierType: ['HS_PHONE_NUMBER'],
        deliveryIdentifierValue: ['+1'],
      }),
  ],
  [
    'POST',
    '/1001/channel-accounts',
    ({ channelAccounts }) =>
      channelAccounts.create('1001', { inboxId: '1', name: 'Line', deliveryIdentifier: address }),
  ],
  [
    'GET',
    '/1001/channel-accounts/424',
    ({ channelAccounts }) => channelAccounts.get('1001', '424', { archived: true }),
  ],
  [
    'PATCH',
    '/1001/channel-accounts/424',
    ({ channelAccounts }) => channelAccounts.update('1001', '424', { name: 'New', authorized: false }),
  ],
  ['POST', '/1001/messages', ({ messages }) => messages.publish('1001', publication)],
  ['GET', '/1001/messages/m1', ({ messages }) => messages.get('1001', 'm1')],
  [
    'PATCH',
    '/1001/messages/m1',
    ({ messages }) => messages.updateStatus('1001', 'm1', { statusType: 'FAILED', errorMessage: 'x' }),
  ],
];

const APP_CALLS: Call<ChannelsApi>[] = [
  ['GET', '', (channels) => channels.list({ limit: 5, after: 'x', sort: ['id'] })],
  [
    'POST',
    '',
    (channels) =>
      channels.create({
        name: 'SMS',
        capabilities: {},
        webhookUrl: 'https://x.example',
        channelLogoUrl: 'l',
        channelDescription: 'd',
        channelAccountConnectionRedirectUrl: 'r',
      }),
  ],
  ['GET', '/1001', (channels) => channels.get('1001')],
  ['DELETE', '/1001', (channels) => channels.archive('1001')],
];

/** Answers a call with the specified sample, and gives what was sent and what was made of the sample. */
async function exchanged<Client>(
  specification: Specification,
  connect: (hubspot: Connected) => Client,
  [method, path, call]: Call<Client>,
): Promise<{ result: HubSpotResult<unknown>; request: RecordedRequest; sample: object }> {
  await using hubspot = await Connected.start();
  const { status, body } = specification.sample(method, path);
  hubspot.server.answers.push({ status, body });
  const result = await call(connect(hubspot));
  return { result, request: hubspot.server.requests[0] as RecordedRequest, sample: body };
}

/** No member of the sample was lost, and none became unrecognised. */
function expectUnderstood({ result, sample }: { result: HubSpotResult<unknown>; sample: object }): void {
  expect(result).toMatchObject({ ok: true });
  const read = JSON.stringify(result.ok && (result.value ?? {}));
  expect(read).not.toContain('UNRECOGNIZED');
  expect(Object.keys(JSON.parse(read) as object).sort()).toEqual(Object.keys(sample).sort());
}

whereSpecified('the client speaks as the specification says', () => {
  describe.each(API_VERSIONS)('custom channels %s', (version: ApiVersion) => {
    let specification: Specification;
    beforeAll(() => {
      specification = new Specification(`custom-channels-${version}.json`);
    });
    const base = version === 'v3' ? '/conversations/v3/custom-channels' : `/conversations/custom-channels/${version}`;

    it.each(PORTAL_CALLS)('%s %s', async (method, path, call) => {
      const done = await exchanged(specification, (hubspot) => hubspot.client(undefined, version), [
        method,
        base + path,
        call,
      ]);
      expect(specification.complaints(done.request)).toEqual([]);
      // Of a status that was taken nothing is read: there are too many of them, and they say what was sent.
      if (path === '/1001/messages/m1' && method === 'PATCH') expect(done.result).toMatchObject({ ok: true });
      else expectUnderstood(done);
    });

    it.each(APP_CALLS)('%s %s', async (method, path, call) => {
      const connect = ({ http, scheduler, server }: Connected) =>
        createHubSpotAppClient({
          http,
          clock: scheduler,
          baseUrl: server.baseUrl,
          appId: '1',
          credential: { kind: 'developer-key', developerApiKey: 'k' },
          version,
        });
      // The v3 document has moved listing and creating to a path no integration is known to use.
      const specified = version === 'v3' && path === '' ? '/conversations/custom-channels/v3' : base + path;
      const done = await exchanged(specification, connect, [method, specified, call]);
      const request = { ...done.request, url: done.request.url.replace(base + path, specified) };
      expect(specification.complaints(request, ['hapikey', 'appId'])).toEqual([]);
      expectUnderstood(done);
    });
  });

  it.each<Call<HubSpotClient>>([
    ['GET', '/files/v3/files/9', ({ files }) => files.get('9')],
    [
      'GET',
      '/files/v3/files/9/signed-url',
      ({ files }) => files.signedUrl('9', { expirationSeconds: 60, size: 'icon', upscale: true }),
    ],
    [
      'POST',
      '/files/v3/files/import-from-url/async',
      ({ files }) => files.importFromUrl({ url: 'https://x.example', access: 'PRIVATE', folderPath: '/c', ttl: 'P1D' }),
    ],
    ['GET', '/files/v3/files/import-from-url/async/tasks/t/status', ({ files }) => files.importStatus('t')],
    [
      'POST',
      '/files/v3/files',
      ({ files }) =>
        files.upload({ file: Uint8Array.of(1), name: 'a', folder: { folderId: '1' }, options: { access: 'PRIVATE' } }),
    ],
  ])('files: %s %s', async (...call) => {
    const specification = new Specification('files-v3.json');
    const done = await exchanged(specification, (hubspot) => hubspot.client(), call);
    expect(specification.complaints(done.request)).toEqual([]);
    expectUnderstood(done);
  });

  const inbox = '/conversations/v3/conversations';
  it.each<Call<HubSpotClient>>([
    ['GET', `${inbox}/inboxes`, (client) => client.inbox.inboxes({ after: 'x', limit: 1, sort: ['id'] })],
    ['GET', `${inbox}/inboxes/1`, (client) => client.inbox.inbox('1')],
    ['GET', `${inbox}/channels`, (client) => client.inbox.channels({ limit: 1 })],
    ['GET', `${inbox}/actors/A-1`, (client) => client.inbox.actor('A-1')],
    ['GET', `${inbox}/threads/7`, (client) => client.inbox.thread('7')],
    ['GET', `${inbox}/threads/7/messages`, (client) => client.inbox.threadMessages('7', { limit: 1, after: 'x' })],
    ['GET', `${inbox}/threads/7/messages/m`, (client) => client.inbox.threadMessage('7', 'm')],
    ['GET', `${inbox}/threads/7/messages/m/original-content`, (client) => client.inbox.originalContent('7', 'm')],
  ])('inbox: %s %s', async (...call) => {
    const specification = new Specification('conversations-v3.json');
    const done = await exchanged(specification, (hubspot) => hubspot.client(), call);
    expect(specification.complaints(done.request)).toEqual([]);
    expect(done.result).toMatchObject({ ok: true });
  });

  it('tokens: POST /oauth/v3/token', async () => {
    const specification = new Specification('oauth-v3.json');
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ body: specification.sample('POST', '/oauth/v3/token').body });
    const { http, scheduler: clock, server } = hubspot;
    const { refresh } = tokenEndpoint({ http, clock, baseUrl: server.baseUrl, clientId: 'i', clientSecret: 's' });
    expect(await refresh('r')).toMatchObject({ ok: true, tokens: { accessToken: 'text', portalId: '7' } });
    expect(specification.complaints(server.requests[0] as RecordedRequest)).toEqual([]);
  });
});
