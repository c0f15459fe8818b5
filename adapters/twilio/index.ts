import { CONTRACT_VERSION, defineAdapter } from 'channelwright/adapter';
import { identitiesOf } from './addresses.js';
import { LOOK_BACK_MS } from './backfill.js';
import { CAPABILITIES, capabilitiesFor } from './capabilities.js';
import { accountSettings, channelSettings } from './settings.js';
import { TwilioAdapter } from './twilio-adapter.js';

export default defineAdapter({
  name: 'twilio',
  version: '0.1.0',
  contractVersion: CONTRACT_VERSION,
  settings: channelSettings,
  accountSettings,
  settingsVersion: 1,
  identities: identitiesOf,
  capabilities: CAPABILITIES,
  capabilitiesFor,
  // Twilio queues what is over a sender's rate. This only keeps us from error 20429, too many requests at once.
  limits: [{ scope: 'account', count: 100, perMs: 1000 }],
  receipts: {
    states: ['sent', 'delivered', 'read', 'failed'],
    // For SMS `delivered` is the last word: said with each receipt, since it depends on the account.
    final: ['read', 'failed'],
    delivery: 'pushed',
    // Twilio gives up within seconds, but backfill tells of the same facts this much later.
    retryHorizonMs: LOOK_BACK_MS,
    lookupSettleMs: 15_000,
  },
  adapter: TwilioAdapter,
});
