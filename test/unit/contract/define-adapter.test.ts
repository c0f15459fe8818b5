import { describe, expect, it } from '@jest/globals';
import {
  type Account,
  type AdapterDefinition,
  type Capabilities,
  type ChannelAdapter,
  capabilitiesOf,
  checkAdapterInstance,
  defineAdapter,
  type MediaCapability,
  type ReceiptDeclaration,
  type SendOutcome,
} from 'channelwright/adapter';
import { z } from 'zod';
import { gsm7 } from '../../../src/adapter/gsm7.js';
import { plainDefinition, SendOnly } from './definitions.js';

const account: Account = {
  key: 'main',
  channel: 'chat',
  portalId: '1',
  address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'us' },
  settings: {},
};

const pushed: ReceiptDeclaration = { states: ['delivered'], delivery: 'pushed', retryHorizonMs: 1 };
const pulled: ReceiptDeclaration = { states: ['delivered'], delivery: { pulledAfterMs: [1000] }, retryHorizonMs: 1 };

function capabilities(changes: Partial<Capabilities>): Partial<AdapterDefinition> {
  return { capabilities: { ...plainDefinition().capabilities, ...changes } };
}

function receipts(changes: Partial<ReceiptDeclaration>): Partial<AdapterDefinition> {
  return { receipts: { ...plainDefinition().receipts, ...changes } };
}

describe('defineAdapter', () => {
  it('gives back a consistent definition, frozen', () => {
    const definition = defineAdapter(plainDefinition());
    expect(definition.name).toBe('plain');
    expect(Object.isFrozen(definition)).toBe(true);
  });

  it('fills in what was left out', () => {
    const {
      settings: _,
      settingsVersion: __,
      identities: ___,
      limits: ____,
      receipts: _____,
      ...least
    } = plainDefinition();
    const definition = defineAdapter(least);
    expect(definition).toMatchObject({ settingsVersion: 1, limits: [], receipts: { delivery: 'none' } });
    expect(definition.settings.safeParse({ any: 'thing' }).success).toBe(false);
    expect(definition.identities(account)).toEqual(['us']);
  });

  it('names the adapter and everything that is wrong with it in one error', () => {
    const broken = plainDefinition({ version: 'one', settingsVersion: 0 });
    expect(() => defineAdapter(broken)).toThrow(
      new TypeError(
        'adapter "plain": `version` must be a semantic version, e.g. 1.0.0; `settingsVersion` must be a whole number from 1',
      ),
    );
  });

  const image: MediaCapability = { rules: [{ mode: 'url', types: ['image/*'], maxBytes: 1 }], maxCount: 1 };
  const withFiles = { ...plainDefinition().capabilities.hubspot, outgoingAttachmentTypes: ['FILE' as const] };
  const noMember = () => undefined as unknown as ChannelAdapter;
  it.each<[problem: string, changes: Partial<AdapterDefinition>]>([
    ['`name` must be', { name: 'Plain SMS' }],
    ['`contractVersion` is 2, this framework speaks 1', { contractVersion: 2 }],
    ['either `adapter` (a class) or `create` (a factory)', { create: noMember }],
    ['`settings` must be a strict zod object', { settings: z.object({}) }],
    ['`accountSettings` must be a strict zod object', { accountSettings: z.string() }],
    ['there is no `migrateSettings`', { settingsVersion: 2 }],
    ['`capabilities.text.maxUnits`', capabilities({ text: { maxUnits: 0 } })],
    ['`capabilities.text.unsupported` needs `encode`', capabilities({ text: { maxUnits: 1, unsupported: 'reject' } })],
    [
      '`capabilities.text.unsupported.replaceWith` is itself not supported',
      capabilities({ text: { maxUnits: 1, encode: gsm7, unsupported: { replaceWith: '〓' } } }),
    ],
    ['`capabilities.media` and FILE', capabilities({ media: image })],
    ['`capabilities.media` and FILE', capabilities({ hubspot: withFiles })],
    ['`capabilities.media.maxCount`', capabilities({ hubspot: withFiles, media: { ...image, maxCount: 0 } })],
    ['takes no file', capabilities({ hubspot: withFiles, media: { rules: [], maxCount: 1 } })],
    [
      'each of `capabilities.media.rules`',
      capabilities({ hubspot: withFiles, media: { rules: [{ mode: 'url', types: [], maxBytes: 1 }], maxCount: 1 } }),
    ],
    ['`capabilities.quickReplies` and', capabilities({ quickReplies: { maxCount: 1, maxLabel: 1 } })],
    [
      '`capabilities.quickReplies` needs',
      capabilities({
        hubspot: { ...withFiles, outgoingAttachmentTypes: ['QUICK_REPLIES'] },
        quickReplies: { maxCount: 0, maxLabel: 1 },
      }),
    ],
    ['template in `capabilities.content`', capabilities({ content: ['template'] })],
    ['`capabilities.itemsPerPart`', capabilities({ itemsPerPart: 0 })],
    ['`capabilities.window.ms`', capabilities({ window: { ms: 0 } })],
    ['`capabilities.idempotency.ttlMs`', capabilities({ idempotency: { kind: 'key', ttlMs: Number.NaN } })],
    ['no receipt can bring it back', capabilities({ idempotency: { kind: 'correlation' } })],
    ['`receipts.states` names states', receipts({ states: ['read'] })],
    ['`receipts.states` is empty', receipts({ delivery: 'pushed' })],
    ['`receipts.final` names failed', { receipts: { ...pushed, final: ['failed'] } }],
    ['rising, positive delays', { receipts: { ...pulled, delivery: { pulledAfterMs: [2, 2] } } }],
    ['`receipts.retryHorizonMs`', receipts({ retryHorizonMs: -1 })],
    ['the limit per sender', { limits: [{ scope: 'sender', count: 0, perMs: 1000 }] }],
  ])('refuses: %s', (problem, changes) => {
    expect(() => defineAdapter(plainDefinition(changes))).toThrow(problem);
  });

  it('accepts a choice between strict objects as settings', () => {
    const settings = z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })]);
    expect(() => defineAdapter(plainDefinition({ settings }))).not.toThrow();
  });
});

describe('the members of a class', () => {
  class Webhooks extends SendOnly {
    authenticateWebhook() {
      return { kind: 'refused', detail: 'never' } as const;
    }
    parseWebhook() {
      return [];
    }
  }
  class HalfWebhook extends SendOnly {
    parseWebhook() {
      return [];
    }
  }
  class Pulls extends SendOnly {
    async pullReceipts() {
      return [];
    }
  }
  class Describes extends SendOnly {
    async describePeer() {
      return {};
    }
  }
  class Field {
    send = async (): Promise<SendOutcome> => ({ kind: 'accepted', ids: [] });
  }

  it.each<[problem: string, changes: Partial<AdapterDefinition>]>([
    ['has no method `send`', { adapter: Field }],
    ['`authenticateWebhook` and `parseWebhook` come together', { adapter: HalfWebhook }],
    ['neither `parseWebhook` nor `connect`', { receipts: pushed }],
    ['has no method `pullReceipts`', { receipts: pulled }],
    ['`pullReceipts` would never be called', { adapter: Pulls }],
    ['`describePeer` would never be called', { adapter: Describes }],
    ['has no method `wasSent`', receipts({ lookupSettleMs: 1 })],
    ['has no method `connect`', { connectionKey: ({ key }: Account) => key }],
  ])('refuses: the class %s', (problem, changes) => {
    expect(() => defineAdapter(plainDefinition(changes))).toThrow(problem);
  });

  it('lets pushed receipts be asked for as well', () => {
    class PushedAndPulled extends Webhooks {
      async pullReceipts() {
        return [];
      }
    }
    expect(() => defineAdapter(plainDefinition({ adapter: PushedAndPulled, receipts: pushed }))).not.toThrow();
  });
});

describe('checkAdapterInstance', () => {
  it('finds in what a factory made that which a definition cannot show', () => {
    const { adapter: _, ...rest } = plainDefinition({ receipts: pulled });
    const definition = defineAdapter({ ...rest, create: () => new SendOnly() });
    expect(() => checkAdapterInstance(definition, new SendOnly())).toThrow(
      new TypeError('adapter "plain": `receipts.delivery` is pulled, but the adapter has no method `pullReceipts`'),
    );
  });

  it('sees members that are fields', () => {
    const instance: ChannelAdapter = { send: async () => ({ kind: 'accepted', ids: [] }) };
    expect(() => checkAdapterInstance(plainDefinition(), instance)).not.toThrow();
  });
});

describe('capabilitiesOf', () => {
  it('are the declared ones', () => {
    expect(capabilitiesOf(plainDefinition(), account)).toEqual(plainDefinition().capabilities);
  });

  it('are what the definition says of this account, where it says so', () => {
    const { capabilities } = plainDefinition();
    const definition = plainDefinition({
      capabilitiesFor: ({ key }) => ({ ...capabilities, text: { maxUnits: key === 'main' ? 5 : 6 } }),
    });
    expect(capabilitiesOf(definition, account).text).toEqual({ maxUnits: 5 });
  });
});
