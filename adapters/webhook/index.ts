import { type Capabilities, CONTRACT_VERSION, defineAdapter } from 'channelwright/adapter';
import { accountSettings, settings } from './settings.js';
import { WebhookAdapter } from './webhook-adapter.js';

const DAY_MS = 86_400_000;

/** Standard Webhooks 1.0.0 retries for three days and four hours; receipts and messages may come as late. */
const RETRY_HORIZON_MS = 76 * 3_600_000;

const capabilities: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID', 'HS_PHONE_NUMBER', 'HS_EMAIL_ADDRESS'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
    richText: ['BOLD', 'ITALIC', 'UNDERLINE', 'HYPERLINK', 'LISTS'],
    outgoingAttachmentTypes: ['FILE', 'QUICK_REPLIES'],
  },
  content: ['location', 'contact'],
  quickReplies: { maxCount: 20, maxLabel: 200, urls: true },
  text: { maxUnits: 10_000 },
  media: { rules: [{ mode: 'url', types: ['*'], maxBytes: 100_000_000, maxCaption: 10_000 }], maxCount: 10 },
  idempotency: { kind: 'correlation' },
};

export default defineAdapter({
  name: 'webhook',
  version: '1.0.0',
  contractVersion: CONTRACT_VERSION,
  settings,
  accountSettings,
  settingsVersion: 1,
  identities: ({ address }) => [address.value],
  // The secret is the channel's, or the account's own at a URL of its own: neither says whose the address is.
  addressProof: 'nothing',
  capabilities,
  capabilitiesFor: ({ settings: { idempotent } }) =>
    idempotent ? { ...capabilities, idempotency: { kind: 'key', ttlMs: DAY_MS } } : capabilities,
  // None: an endpoint that has had enough says 429 with Retry-After.
  limits: [],
  receipts: {
    states: ['sent', 'delivered', 'read', 'failed'],
    final: ['read', 'failed'],
    delivery: 'pushed',
    retryHorizonMs: RETRY_HORIZON_MS,
  },
  adapter: WebhookAdapter,
});
