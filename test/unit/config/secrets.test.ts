/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested */
import { describe, expect, it } from '@jest/globals';
import { configProblems } from '../../../src/config/config-problem.js';
import { parseConfig } from '../../../src/config/load-config.js';
import { documentedSettings } from './documented-settings.js';

const CANARY = 'canary-5ecret';
const KEY = Buffer.alloc(32, 7).toString('base64');

/** Puts a value at a documented path, making whatever is above it. */
function withValue(path: string, value: unknown): unknown {
  const steps = path.replaceAll('[]', '.0').replaceAll('*', 'x').split('.');
  return steps.reduceRight<unknown>((inner, step) => (step === '0' ? [inner] : { [step]: inner }), value);
}

describe('a secret in the wrong place', () => {
  const places = documentedSettings().map(({ path }) => path);

  it.each(places)('is not repeated: %s', (path) => {
    for (const value of [CANARY, [CANARY], { inner: CANARY }, [[CANARY]]]) {
      let message = '';
      try {
        parseConfig(withValue(path, value), { env: {} });
      } catch (error) {
        message = `${error} ${JSON.stringify(configProblems(error))}`;
      }
      expect(message).not.toBe('');
      expect(message).not.toContain(CANARY);
    }
  });
});

it('all secrets are gathered for redaction: our own fields, and what adapters took from references', () => {
  const config = parseConfig(
    {
      publicUrl: '${URL}',
      encryptionKeys: [KEY],
      apps: { main: { appId: 1, clientId: 'c', clientSecrets: ['own-1', 'own-2'], developerApiKey: 'own-3' } },
      portals: [
        { portalId: '1', accessToken: 'own-4' },
        { portalId: '2', refreshToken: 'own-5' },
      ],
      channels: {
        sms: {
          adapter: 'x',
          settings: { nested: [{ header: 'Bearer ${TOKEN}' }], plain: 'not-a-secret' },
          accounts: [
            {
              portalId: '1',
              channelAccountId: '9',
              deliveryIdentifier: { type: 'HS_EMAIL_ADDRESS', value: 'a@example.com' },
              settings: { authToken: '${ACCOUNT_TOKEN}' },
            },
          ],
        },
      },
    },
    { env: { URL: 'https://a.example', TOKEN: 'adapter-1', ACCOUNT_TOKEN: 'adapter-2' } },
  );
  expect([...config.secrets].sort()).toEqual(
    [KEY, 'own-1', 'own-2', 'own-3', 'own-4', 'own-5', 'Bearer adapter-1', 'adapter-2'].sort(),
  );
});
