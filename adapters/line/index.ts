import { CONTRACT_VERSION, defineAdapter } from 'channelwright/adapter';
import { CAPABILITIES, capabilitiesFor } from './capabilities.js';
import { LineAdapter } from './line-adapter.js';
import { accountSettings, channelSettings } from './settings.js';

export default defineAdapter({
  name: 'line',
  version: '0.1.0',
  contractVersion: CONTRACT_VERSION,
  settings: channelSettings,
  accountSettings,
  settingsVersion: 1,
  identities: ({ settings }) => [settings.botUserId],
  capabilities: CAPABILITIES,
  capabilitiesFor,
  // Source: LINE, "Messaging API reference", rate limits: requests per channel and endpoint.
  limits: [{ scope: 'account', count: 2000, perMs: 1000 }],
  receipts: {
    states: [],
    delivery: 'none',
    // LINE says neither how often nor how long it delivers again what was not taken.
    retryHorizonMs: 3 * 24 * 3_600_000,
  },
  adapter: LineAdapter,
});
