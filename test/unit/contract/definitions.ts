import { type AdapterDefinition, type ChannelAdapter, CONTRACT_VERSION, type SendOutcome } from 'channelwright/adapter';
import { z } from 'zod';

/** What `send` needs to exist; the tests here are about declarations. */
export class SendOnly implements ChannelAdapter {
  async send(): Promise<SendOutcome> {
    return { kind: 'accepted', ids: [] };
  }
}

/** The least that is consistent. Each test breaks one thing of it. */
export function plainDefinition(changes: Partial<AdapterDefinition> = {}): AdapterDefinition {
  return {
    name: 'plain',
    version: '1.0.0',
    contractVersion: CONTRACT_VERSION,
    settings: z.strictObject({}),
    accountSettings: z.strictObject({}),
    settingsVersion: 1,
    identities: (account) => [account.key],
    capabilities: {
      hubspot: {
        deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID'],
        threadingModel: 'DELIVERY_IDENTIFIER',
        allowConversationStart: true,
      },
      text: { maxUnits: 1000 },
      idempotency: { kind: 'none' },
    },
    limits: [],
    receipts: { states: [], delivery: 'none', retryHorizonMs: 0 },
    adapter: SendOnly,
    ...changes,
  };
}
