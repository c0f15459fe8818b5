import { CONTRACT_VERSION, defineAdapter } from 'channelwright/adapter';
import { acmeChatAdapter } from './acme-chat-adapter.js';
import { accountSettings, channelSettings } from './settings.js';

const HOUR_MS = 3_600_000;

export default defineAdapter({
  name: 'acme-chat',
  version: '0.1.0',
  contractVersion: CONTRACT_VERSION,
  settings: channelSettings,
  accountSettings,
  identities: ({ settings }) => [settings.botId],
  // Messages are planned and refused by this: declare no more than the provider keeps.
  capabilities: {
    hubspot: {
      deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID'],
      threadingModel: 'DELIVERY_IDENTIFIER',
      allowConversationStart: false,
    },
    text: { maxUnits: 2000 },
    // Our reference comes back in receipts. A provider that drops a repeated key deserves `{ kind: 'key', ttlMs }`.
    idempotency: { kind: 'correlation' },
  },
  limits: [{ scope: 'account', count: 20, perMs: 1000 }],
  receipts: {
    states: ['sent', 'delivered', 'read', 'failed'],
    delivery: 'pushed',
    retryHorizonMs: 24 * HOUR_MS,
  },
  create: acmeChatAdapter,
});
