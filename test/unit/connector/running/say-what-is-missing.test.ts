import { expect, it } from '@jest/globals';
import { parseConfig } from '../../../../src/config/load-config.js';
import { sayWhatIsMissing } from '../../../../src/connector/running/say-what-is-missing.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

const account = {
  key: 'main-line',
  portalId: '62515',
  channelAccountId: '424',
  deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550100' },
};
const config = parseConfig(
  {
    publicUrl: 'https://connector.example.com',
    encryptionKeys: [Buffer.alloc(32, 7).toString('base64')],
    apps: { main: { appId: 4711, clientId: 'c', clientSecrets: ['client-secret'] } },
    channels: { sms: { adapter: 'twilio', accounts: [account] } },
  },
  { directory: '/srv/cw', env: {} },
);

/** What is said at a start. */
function said(isInstalled: boolean, hubspotChannelId?: string): unknown[] {
  const log = new SilentLog();
  const sms = { name: 'sms', hubspotChannelId };
  sayWhatIsMissing(config, { isPortal: () => isInstalled, channels: [sms] }, log);
  return log.lines.map(({ fields }) => fields);
}

it('a start says of a channel that HubSpot does not have what to do about it', () => {
  expect(said(true)).toEqual([{ channel: 'sms', remedy: expect.stringContaining('`channelwright channels sync`') }]);
});

it('a start says of accounts whose portal is not there where to install the app', () => {
  const remedy = expect.stringContaining('https://connector.example.com/oauth/main/install?portalId=62515');
  expect(said(false, '1001')).toEqual([{ app: 'main', portalId: '62515', accounts: ['main-line'], remedy }]);
});

it('a start says nothing where nothing is missing', () => {
  expect(said(true, '1001')).toEqual([]);
});
