import { describe, expect, it } from '@jest/globals';
import { configProblems } from '../../../src/config/config-problem.js';
import { parseConfig } from '../../../src/config/load-config.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

const account = (more: object = {}) => ({
  key: 'main-line',
  portalId: '62515',
  channelAccountId: '424',
  deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550100' },
  ...more,
});

const written = (more: object = {}) => ({
  publicUrl: 'https://connector.example.com',
  encryptionKeys: [KEY],
  apps: { main: { appId: 4711, clientId: 'c', clientSecrets: ['client-secret'] } },
  portals: [{ portalId: '62515', accessToken: 'portal-token' }],
  channels: { sms: { adapter: 'twilio', accounts: [account()] } },
  ...more,
});

const parse = (more: object = {}) => parseConfig(written(more), { directory: '/srv/cw', env: {} });

function problems(more: object): string[] {
  try {
    parse(more);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ChannelwrightError', code: 'CW_CONFIG_INVALID' });
    return configProblems(error).map(({ path, problem, remedy }) => `${path} ${problem}. ${remedy}`);
  }
  throw new Error('no problem was found');
}

describe('publicUrl', () => {
  it.each([
    ['/hubspot/webhooks/main', '/hubspot/webhooks/main'],
    ['/base/hubspot/webhooks', '/hubspot/webhooks'],
    ['/providers/sms', '/providers/sms'],
    ['/base/providers/sms/main-line/', '/providers/sms/main-line/'],
  ])('is not the URL of a webhook: %s', (path, extra) => {
    expect(problems({ publicUrl: `https://connector.example.com${path}` })).toEqual([
      `publicUrl is the URL of a webhook, not that of the connector. Leave "${extra}" out: it is added for each app and channel.`,
    ]);
  });

  it.each([
    ['/connect/sms', '/connect/sms'],
    ['/base/oauth/main/callback', '/oauth/main/callback'],
  ])('is not the URL of a page: %s', (path, extra) => {
    expect(problems({ publicUrl: `https://connector.example.com${path}` })).toEqual([
      `publicUrl is the URL of a page, not that of the connector. Leave "${extra}" out: it is added for each app and channel.`,
    ]);
  });

  it.each(['/providers', '/our-providers/a', '/base', '/connect/hubspot', '/oauth/other/callback'])(
    'may have a path of its own: %s',
    (path) => {
      const publicUrl = `https://connector.example.com${path}`;
      expect(parse({ publicUrl }).publicUrl).toBe(publicUrl);
    },
  );
});

describe('a configuration', () => {
  it('is read with its defaults, times in ms, sizes in bytes, and the only app filled in', () => {
    expect(parse()).toMatchObject({
      publicUrl: 'https://connector.example.com',
      listen: { host: '127.0.0.1', port: 4000 },
      store: { kind: 'sqlite', path: '/srv/cw/data/channelwright.db' },
      encryptionKeys: [new Uint8Array(32).fill(7)],
      apps: { main: { name: 'main', appId: 4711, apiVersion: 'v3', quota: { requests: 110, perMs: 10_000 } } },
      portals: [{ app: 'main', portalId: '62515', token: { kind: 'access', value: 'portal-token' } }],
      channels: {
        sms: {
          name: 'sms',
          app: 'main',
          language: 'en',
          status: { sentWhen: 'accepted', confirmSent: true, receiptDeadlineMs: 86_400_000, onMissingReceipt: 'leave' },
          delivery: { deadlineMs: 900_000, uncertainMs: 60_000, onUncertain: 'fail', outsideWindow: { mode: 'fail' } },
          media: { waitMs: 20_000, maxBytes: 25_000_000 },
          accounts: [{ key: 'main-line', settings: {}, path: 'channels.sms.accounts[0]' }],
        },
      },
      retention: { statesMs: 180 * 86_400_000, contentMs: 14 * 86_400_000 },
      media: { linkLifeMs: 14 * 86_400_000 },
      network: { allowPrivate: [] },
    });
  });

  it('searches for missed messages no further back than it surely knows its own', () => {
    const day = 86_400_000;
    const lookBack = '10d';
    expect(parse({ sweep: { lookBack } }).sweep.lookBackMs).toBe(10 * day);
    expect(parse({ sweep: { lookBack }, retention: { states: '4d', content: '1d' } }).sweep.lookBackMs).toBe(2 * day);
  });

  it('may allow private networks, range by range', () => {
    const allowPrivate = ['10.1.0.0/16', 'fd00::/8', '192.0.2.7/32'];
    expect(parse({ network: { allowPrivate } }).network).toEqual({ allowPrivate });
  });

  it('takes ids as numbers, and whole numbers as text, so that they may be references', () => {
    const config = parse({
      listen: { port: '0' },
      apps: { main: { appId: '4711', clientId: 'c', clientSecrets: ['s'] } },
      portals: [{ portalId: 62515, refreshToken: 'r' }],
    });
    expect(config.listen.port).toBe(0);
    expect(config.apps['main']?.appId).toBe(4711);
    expect(config.portals).toEqual([{ app: 'main', portalId: '62515', token: { kind: 'refresh', value: 'r' } }]);
  });

  it('gives an account without a key one that stays the same', () => {
    const keyOf = () => parse({ channels: { sms: { adapter: 'x', accounts: [account({ key: undefined })] } } });
    const [first, second] = [keyOf(), keyOf()].map((config) => config.channels['sms']?.accounts[0]?.key);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(second).toBe(first);
  });

  it('finds adapters by path at its folder, and packages by name', () => {
    expect(parse({ adapters: ['./line.js', '@acme/line'] }).adapters).toEqual(['/srv/cw/line.js', '@acme/line']);
  });

  it('drops the last slash of the public URL, and may be http on this machine', () => {
    expect(parse({ publicUrl: 'http://127.0.0.1:4000/base/' }).publicUrl).toBe('http://127.0.0.1:4000/base');
  });
});

describe('every mistake', () => {
  it('is named at once, with its place and its remedy', () => {
    const found = problems({
      publicUrl: 'http://connector.example.com',
      retention: { state: '1d' },
      portals: [{ portalId: '62515' }],
      channels: { sms: { adapter: 'twilio', delivery: { deadline: 15 }, accounts: [account({ portalId: '1' })] } },
    });
    expect(found).toEqual([
      'publicUrl is not https. Write a whole address with https (http only for this machine), such as https://connector.example.com.',
      'channels.sms.delivery.deadline is a number, not a text. Write a whole number and a unit (ms, s, m, h or d), such as 15m.',
      'retention.state is not a known key. Did you mean "states"?',
      'portals[0] has no token. Write either accessToken or refreshToken.',
    ]);
  });

  it.each<[string, object, string]>([
    ['nothing at all', { publicUrl: undefined }, 'publicUrl is missing. Add it.'],
    ['a key far from any', { zzzzzzzz: 1 }, 'zzzzzzzz is not a known key. Possible here: '],
    ['no app', { apps: {}, portals: [], channels: {} }, 'apps is empty. Write at least one app.'],
    [
      'a name that fits no URL',
      { channels: { 'a b': { adapter: 'x' } } },
      'channels["a b"] is not a usable name. Names',
    ],
    ['no encryption key', { encryptionKeys: [] }, 'encryptionKeys is empty. Write a list with at least one key.'],
    [
      'a key of 31 bytes',
      { encryptionKeys: [Buffer.alloc(31).toString('base64')] },
      'encryptionKeys[0] is not 32 bytes',
    ],
    ['another store', { store: 'redis://x' }, 'store is not a store. Write sqlite: and a path'],
    [
      'no duration',
      { retention: { states: '1 week' } },
      'retention.states is not a duration. Write a whole number and',
    ],
    ['content kept longer', { retention: { states: '1d', content: '25h' } }, 'retention.content is longer than `ret'],
    [
      'an unknown port',
      { listen: { port: 70_000 } },
      'listen.port is too large. Write a whole number from 0 to 65535.',
    ],
    ['a port by name', { listen: { port: 'http' } }, 'listen.port is not a whole number. Write a whole number from 0'],
    ...['10.0.0.1', 'localhost', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8/8', '/8', '10.0.0.0/-1'].map(
      (range): [string, object, string] => [
        `no range: ${range}`,
        { network: { allowPrivate: [range] } },
        'network.allowPrivate[0] is not a range of addresses. Write an address and',
      ],
    ),
    [
      'a null',
      { listen: null },
      'listen is empty, not a map of keys. Write a map of keys. Possible here: host, port, proxies.',
    ],
    [
      'a number that is a text',
      {
        channels: {
          sms: {
            adapter: 'x',
            accounts: [account({ deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: 15550100 } })],
          },
        },
      },
      'channels.sms.accounts[0].deliveryIdentifier.value is a number, not a text. Put it in quotes. Expected: ',
    ],
    [
      'one for a list of one',
      { apps: { main: { appId: 4711, clientId: 'c', clientSecrets: 'client-secret' } } },
      'apps.main.clientSecrets is a text, not a list. Put it in brackets. Expected: ',
    ],
    [
      'the name of an app for its id',
      { apps: { main: { appId: 'main', clientId: 'c', clientSecrets: ['client-secret'] } } },
      'apps.main.appId is not a whole number. Write the number that HubSpot shows as the id of the app.',
    ],
    [
      'a public URL with a query',
      { publicUrl: 'https://a.example/?x=1' },
      'publicUrl has a query or a fragment. Write',
    ],
    [
      'a user name in a URL',
      { publicUrl: 'https://u:p@a.example' },
      'publicUrl holds a user name or a password. Write',
    ],
  ])('%s', (_, more, expected) => {
    expect(problems(more).join('\n')).toContain(expected);
  });

  it.each<[string, object, string]>([
    [
      'version of HubSpot',
      { apiVersion: 'v4' },
      'apps.main.apiVersion is none of the possible words. Write one of: v3, ',
    ],
    [
      'key of an app',
      { clientSecret: 'x' },
      'apps.main.clientSecret is not a known key. Did you mean "clientSecrets"?',
    ],
  ])('an unknown %s', (_, more, expected) => {
    const main = { appId: 4711, clientId: 'c', clientSecrets: ['s'], ...more };
    expect(problems({ apps: { main } })).toContainEqual(expect.stringContaining(expected));
  });

  it.each<[string, object[], string]>([
    [
      'an app that is not there',
      [{ app: 'mian', portalId: '62515', accessToken: 't' }],
      'portals[0].app names an app that',
    ],
    [
      'two tokens',
      [{ portalId: '62515', accessToken: 't', refreshToken: 'r' }],
      'portals[0] has both an accessToken and',
    ],
    [
      'the same portal twice',
      [
        { portalId: '62515', accessToken: 't' },
        { app: 'main', portalId: 62515, accessToken: 't' },
      ],
      'portals[1].portalId repeats the portal of portals[0]. Each may be there once.',
    ],
  ])('%s', (_, portals, expected) => {
    expect(problems({ portals })).toContainEqual(expect.stringContaining(expected));
  });

  it('an app left out where there are several', () => {
    const app = { appId: 1, clientId: 'c', clientSecrets: ['s'] };
    expect(problems({ apps: { one: app, two: app } })).toContain(
      'channels.sms.app is missing, and there are several apps. Write one of: one, two.',
    );
  });

  it('an account that is there twice, by key or by HubSpot’s id', () => {
    const accounts = [account(), account({ key: 'other' })];
    const more = { adapter: 'x', accounts: [account({ channelAccountId: '425' })] };
    expect(problems({ channels: { sms: { adapter: 'x', accounts }, more } })).toEqual([
      'channels.sms.accounts[1].channelAccountId repeats the channel account of channels.sms.accounts[0].channelAccountId. Each may be there once.',
      'channels.more.accounts[0].key repeats the key of channels.sms.accounts[0].key. Each may be there once.',
    ]);
  });

  it('a phone number without its country', () => {
    const deliveryIdentifier = { type: 'HS_PHONE_NUMBER', value: '0151 234' };
    expect(problems({ channels: { sms: { adapter: 'x', accounts: [account({ deliveryIdentifier })] } } })).toEqual([
      expect.stringContaining('accounts[0].deliveryIdentifier.value is not a phone number as HubSpot takes it.'),
    ]);
  });

  it.each([[undefined], [null], ['text'], [[]], [4]])('a configuration that is %p', (input) => {
    expect(() => parseConfig(input)).toThrow(expect.objectContaining({ code: 'CW_CONFIG_INVALID' }));
  });

  it('names itself in the message of the error, so that it is seen where nobody catches it', () => {
    expect(() => parse({ store: 1 })).toThrow(/configuration: store has none of the possible forms\. Write sqlite:/);
  });
});
