import { expect, it } from '@jest/globals';
import { agentLanguage } from '../../../src/status/agent-language.js';
import { channelRuntime, channels } from '../../fixtures/channels.js';

const where = { app: 'main', portal: '1', channel: 'sms', account: 'line' };
const known = channels(channelRuntime({ language: 'ja' }));

it('agents read the language of the account, else of the portal, else of the channel, else English', () => {
  const of = agentLanguage(known, {
    account: (key) => (key === 'line' ? 'de' : undefined),
    portal: (_app, portal) => (portal === '1' ? 'fr' : undefined),
  });
  expect(of(where)).toBe('de');
  expect(of({ ...where, account: 'other' })).toBe('fr');
  expect(of({ ...where, account: 'other', portal: '2' })).toBe('ja');
  expect(agentLanguage(known)({ ...where, channel: 'gone' })).toBe('en');
});
