import { describe, expect, it } from '@jest/globals';
import { API_VERSIONS } from '../../../../src/hubspot/api-version.js';
import { createHubSpotAppClient, type HubSpotClient } from '../../../../src/hubspot/client/hubspot-client.js';
import type { HubSpotResult } from '../../../../src/hubspot/failure/hubspot-failure.js';
import type { MessageCreate } from '../../../../src/hubspot/schemas/message-create.js';
import { Connected } from './connected.js';

const identifier = { type: 'HS_PHONE_NUMBER' as const, value: '+15550100' };
const publication: MessageCreate = {
  channelAccountId: '424',
  messageDirection: 'INCOMING',
  text: 'Hi',
  timestamp: '2026-05-04T09:29:58.000Z',
  senders: [{ deliveryIdentifier: identifier, name: 'Ada' }],
  recipients: [],
  attachments: [],
};

type Operation = (client: HubSpotClient) => Promise<HubSpotResult<unknown>>;

/** Method, path, call, and the body that is sent. */
const OPERATIONS: [string, string, Operation, unknown][] = [
  [
    'PATCH',
    '/1001/channel-account-staging-tokens/t%2F1',
    (c) => c.channelAccounts.fillStagingToken('1001', 't/1', { accountName: 'Line' }),
    { accountName: 'Line' },
  ],
  [
    'GET',
    '/1001/channel-accounts?archived=true&deliveryIdentifierValue=%2B1&deliveryIdentifierValue=%2B2',
    (c) => c.channelAccounts.list('1001', { archived: true, deliveryIdentifierValue: ['+1', '+2'] }),
    undefined,
  ],
  [
    'POST',
    '/1001/channel-accounts',
    (c) => c.channelAccounts.create('1001', { inboxId: '1', name: 'Line' }),
    { inboxId: '1', name: 'Line', authorized: true },
  ],
  ['GET', '/1001/channel-accounts/424', (c) => c.channelAccounts.get('1001', '424'), undefined],
  [
    'PATCH',
    '/1001/channel-accounts/424',
    (c) => c.channelAccounts.update('1001', '424', { authorized: false }),
    { authorized: false },
  ],
  ['POST', '/1001/messages', (c) => c.messages.publish('1001', publication), publication],
  ['GET', '/1001/messages/m%3F1', (c) => c.messages.get('1001', 'm?1'), undefined],
  [
    'PATCH',
    '/1001/messages/m1',
    (c) => c.messages.updateStatus('1001', 'm1', { statusType: 'FAILED', errorMessage: 'x' }),
    { statusType: 'FAILED', errorMessage: 'x' },
  ],
];

describe.each(API_VERSIONS)('version %s', (version) => {
  const base = version === 'v3' ? '/conversations/v3/custom-channels' : `/conversations/custom-channels/${version}`;

  it.each(OPERATIONS)('%s %s, as the portal', async (method, path, operation, body) => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ body: { id: '1', accountToken: 't' } });
    expect(await operation(hubspot.client(undefined, version))).toMatchObject({ ok: true, status: 200 });
    const [request] = hubspot.server.requests;
    expect([request?.method, request?.url]).toEqual([method, base + path]);
    expect(request?.headers.authorization).toBe('Bearer token-1');
    expect(request?.body.toString()).toBe(body === undefined ? '' : JSON.stringify(body));
  });

  it('channels, as the app: developer key and app id in the query, no bearer', async () => {
    await using hubspot = await Connected.start();
    const { http, scheduler, server } = hubspot;
    const channels = createHubSpotAppClient({
      http,
      clock: scheduler,
      baseUrl: `${server.baseUrl}/`,
      appId: '4711',
      credential: { kind: 'developer-key', developerApiKey: 'k&y' },
      version,
    });
    server.answers.push({ body: { results: [{ id: 1001, name: 'SMS' }] } });
    expect(await channels.list({ limit: 5 })).toMatchObject({ ok: true, value: { results: [{ id: '1001' }] } });
    server.answers.push({ status: 201, body: { id: '1001', name: 'SMS' } });
    await channels.create({ name: 'SMS', capabilities: {} });
    server.answers.push({ body: { id: '1001', name: 'SMS' } }, { body: { id: '1001', name: 'SMS' } }, { status: 204 });
    await channels.get('1001');
    await channels.update('1001', { webhookUrl: 'https://x.example' });
    expect(await channels.archive('1001')).toEqual({ ok: true, value: undefined, status: 204 });
    const key = 'hapikey=k%26y&appId=4711';
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${base}?limit=5&${key}`,
      `POST ${base}?${key}`,
      `GET ${base}/1001?${key}`,
      `PATCH ${base}/1001?${key}`,
      `DELETE ${base}/1001?${key}`,
    ]);
    expect(server.requests.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
  });
});

describe('the inbox', () => {
  it.each<[string, Operation, unknown]>([
    ['/inboxes?limit=2', (c) => c.inbox.inboxes({ limit: 2 }), { results: [{ id: 1, type: 'HELP_DESK' }] }],
    ['/inboxes/1', (c) => c.inbox.inbox('1'), { id: '1' }],
    ['/channels', (c) => c.inbox.channels(), { results: [{ id: '1000', name: 'Live chat' }] }],
    ['/actors/A-1', (c) => c.inbox.actor('A-1'), { id: 'A-1', type: 'AGENT', name: 'Ada' }],
    ['/threads/7', (c) => c.inbox.thread('7'), { id: '7', status: 'OPEN' }],
    ['/threads/7/messages', (c) => c.inbox.threadMessages('7'), { results: [{ id: 'm', type: 'COMMENT' }] }],
    ['/threads/7/messages/m', (c) => c.inbox.threadMessage('7', 'm'), { id: 'm', type: 'MESSAGE' }],
    ['/threads/7/messages/m/original-content', (c) => c.inbox.originalContent('7', 'm'), { text: 'all of it' }],
  ])('%s', async (path, operation, body) => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ body: body as object });
    expect(await operation(hubspot.client())).toMatchObject({ ok: true });
    expect(hubspot.server.requests[0]?.url).toBe(`/conversations/v3/conversations${path}`);
  });
});

describe('an id', () => {
  it.each(['', '.', '..'])('of %j is refused without a request: it would name something else', async (id) => {
    await using hubspot = await Connected.start();
    const permit = hubspot.quota.tryAcquire('status');
    const result = await hubspot.client().messages.get('1001', id, permit === undefined ? {} : { permit });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'validation', retry: 'never' } });
    expect(hubspot.server.requests).toEqual([]);
    expect(hubspot.free()).toBe(10);
  });
});
