/** How a definition ties settings, class and factory together. Compiling this file is the test. */
import {
  type AdapterDefinition,
  type ChannelAdapter,
  CONTRACT_VERSION,
  defineAdapter,
  type PlannedPart,
  type SendContext,
  type SendOutcome,
  secret,
} from 'channelwright/adapter';
import { z } from 'zod';

const accountSettings = z.strictObject({ token: secret() });
type Settings = z.infer<typeof accountSettings>;

class Adapter implements ChannelAdapter<Settings> {
  async send(_part: PlannedPart, _ctx: SendContext<Settings>): Promise<SendOutcome> {
    return { kind: 'accepted', ids: [] };
  }
}

class NoAdapter {
  async post() {
    return 200;
  }
}

const rest = {
  name: 'typed',
  version: '1.0.0',
  contractVersion: CONTRACT_VERSION,
  settings: z.strictObject({ region: z.string() }),
  accountSettings,
  settingsVersion: 1,
  identities: ({ key }: { key: string }) => [key],
  capabilities: {
    hubspot: {
      deliveryIdentifierTypes: ['HS_PHONE_NUMBER'],
      threadingModel: 'DELIVERY_IDENTIFIER',
      allowConversationStart: true,
    },
    text: { maxUnits: 160 },
    idempotency: { kind: 'none' },
  },
  limits: [],
  receipts: { states: [], delivery: 'none', retryHorizonMs: 0 },
} satisfies Omit<AdapterDefinition<{ region: string }, Settings>, 'adapter' | 'create'>;

/** A secret is always a list, however it was written. */
export const token: string[] = accountSettings.parse({ token: 'one' }).token;

export const byClass = () => defineAdapter({ ...rest, adapter: Adapter });
export const byFactory = (regions: string[]) =>
  defineAdapter({
    ...rest,
    create: ({ settings }) => {
      regions.push(settings.region);
      // @ts-expect-error no such channel setting
      regions.push(settings.zone);
      return new Adapter();
    },
  });

/** What has a default may be left out; the definition has it all the same. */
const { settings: _, settingsVersion: __, identities: ___, limits: ____, receipts: _____, ...least } = rest;
export const limits = () => defineAdapter({ ...least, adapter: Adapter }).limits.length;

/** The host knows no particular settings: any definition is one of these. */
export const anyOfThem: AdapterDefinition[] = [byClass(), byFactory([])];

// @ts-expect-error the class has no `send`
export const wrongClass = () => defineAdapter({ ...rest, adapter: NoAdapter });
// @ts-expect-error the factory makes no adapter
export const wrongFactory = () => defineAdapter({ ...rest, create: () => new NoAdapter() });
export const wrongCapability = () =>
  defineAdapter({
    ...rest,
    adapter: Adapter,
    // @ts-expect-error a key without its life is no protection
    capabilities: { ...rest.capabilities, idempotency: { kind: 'key' } },
  });
export const wrongState = () =>
  defineAdapter({
    ...rest,
    adapter: Adapter,
    // @ts-expect-error acceptance is the answer to the call, never a receipt to wait for
    receipts: { states: ['accepted'], delivery: 'pushed', retryHorizonMs: 0 },
  });
