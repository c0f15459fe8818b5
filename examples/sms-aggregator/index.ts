import { CONTRACT_VERSION, defineAdapter } from 'channelwright/adapter';
import { capabilities, capabilitiesFor } from './capabilities.js';
import { MejiroAdapter } from './mejiro-adapter.js';
import { accountSettings, channelSettings } from './settings.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export default defineAdapter({
  name: 'mejiro-sms',
  version: '1.0.0',
  contractVersion: CONTRACT_VERSION,
  settings: channelSettings,
  accountSettings,
  identities: ({ key }) => [key],
  capabilities,
  capabilitiesFor,
  limits: [{ scope: 'account', count: 10, perMs: 1000 }],
  receipts: {
    states: ['sent', 'delivered', 'failed'],
    final: ['delivered', 'failed'],
    // A phone that is off may come back for two days.
    delivery: { pulledAfterMs: [10_000, MINUTE, 5 * MINUTE, HOUR, 24 * HOUR, 49 * HOUR] },
    retryHorizonMs: 49 * HOUR,
    lookupSettleMs: 5_000,
  },
  adapter: MejiroAdapter,
});
