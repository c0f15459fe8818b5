import { CONTRACT_VERSION, defineAdapter } from 'channelwright/adapter';
import { identitiesOf } from './addresses.js';
import { CAPABILITIES, LIMITS, RECEIPTS } from './capabilities.js';
import { accountSettings, botIdOf, channelSettings, tokenOf } from './settings.js';
import { TelegramAdapter } from './telegram-adapter.js';

export default defineAdapter({
  name: 'telegram',
  version: '0.1.0',
  contractVersion: CONTRACT_VERSION,
  settings: channelSettings,
  accountSettings,
  identities: identitiesOf,
  // Telegram lets one program at a time ask for a bot's updates, and none while it has a webhook.
  connectionKey: ({ settings }) => (settings.receive === 'poll' ? botIdOf(tokenOf(settings)) : undefined),
  capabilities: CAPABILITIES,
  limits: LIMITS,
  receipts: RECEIPTS,
  adapter: TelegramAdapter,
});
