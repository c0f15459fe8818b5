import { CONTRACT_VERSION, defineAdapter } from 'channelwright/adapter';
import { identitiesOf } from './addresses.js';
import { CAPABILITIES } from './capabilities.js';
import { accountSettings, channelSettings } from './settings.js';
import { WhatsAppAdapter } from './whatsapp-adapter.js';

const DAY_MS = 86_400_000;

export default defineAdapter({
  name: 'whatsapp',
  version: '0.1.0',
  contractVersion: CONTRACT_VERSION,
  settings: channelSettings,
  accountSettings,
  identities: identitiesOf,
  capabilities: CAPABILITIES,
  // A number's usual rate; one that is shared with the WhatsApp Business app may do less, and error 130429 says so. How often
  // one person may be written to is not published: error 131056 says when it was too often.
  limits: [{ scope: 'sender', count: 80, perMs: 1000 }],
  receipts: {
    states: ['sent', 'delivered', 'read', 'failed'],
    delivery: 'pushed',
    retryHorizonMs: 7 * DAY_MS,
  },
  adapter: WhatsAppAdapter,
});
