import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Account,
  type AdapterDefinition,
  type ChannelAdapter,
  defineAdapter,
  secret,
} from 'channelwright/adapter';
import { z } from 'zod';
import type { ChannelRuntime } from '../../../src/directory/channels/channel-runtime.js';
import { ChannelwrightError } from '../../../src/errors/channelwright-error.js';
import { signHubSpotRequest } from '../../../src/hubspot/signature.js';
import { createIngress, type Ingress } from '../../../src/ingress/create-ingress.js';
import type { IngressDeps } from '../../../src/ingress/ingress-deps.js';
import type { NewInboxEvent } from '../../../src/outbox/inbox-event.js';
import { systemScheduler } from '../../../src/policy/system-scheduler.js';
import { lookupOf } from '../../../src/testing/adapter-call.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { basics, hubspot } from '../../fixtures/fakes/fake-basics.js';
import { BatchingProvider, sharedBatch } from '../../fixtures/fakes/tenant-batch.js';

export const PUBLIC_URL = 'https://connector.example.com/base';
export const SECRETS = ['new-secret', 'old-secret'];
export const NOW = Date.UTC(2026, 4, 4, 9, 30);

/** An inbox that remembers dedupe keys, counts, logs into lists, and can refuse to write. */
export class IngressWorld {
  readonly inbox: NewInboxEvent[] = [];
  readonly appends: NewInboxEvent[][] = [];
  readonly counted: string[] = [];
  readonly logged: unknown[] = [];
  readonly provider = new BatchingProvider('batch-secret');
  readonly runtimes = new Map<string, { runtime: ChannelRuntime; accounts: Account[] }>();
  storeWorks = true;
  ready = true;
  readonly #keys = new Set<string>();

  constructor() {
    const account = (key: string, tenant: string): Account => ({ ...anAccount(key), settings: { tenant } });
    const definition = sharedBatch(this.provider) as unknown as AdapterDefinition;
    const deps = { settings: { appSecret: ['batch-secret'] } } as never;
    this.addChannel('chat', definition, definition.create!(deps), [account('one', 'acme'), account('two', 'globex')]);
  }

  addChannel(name: string, definition: AdapterDefinition, adapter: ChannelAdapter, accounts: Account[]): void {
    const runtime: ChannelRuntime = {
      name,
      app: 'main',
      hubspotChannelId: '1001',
      language: 'en',
      definition,
      adapter,
      status: { sentWhen: 'accepted', confirmSent: true, receiptDeadlineMs: 1, onMissingReceipt: 'leave' },
      delivery: { deadlineMs: 1, uncertainMs: 1, onUncertain: 'fail', outsideWindow: { mode: 'fail' } },
      media: { waitMs: 1, maxBytes: 1 },
    };
    this.runtimes.set(name, { runtime, accounts });
  }

  deps(overrides: Partial<IngressDeps> = {}): IngressDeps {
    const log = (message: string, fields?: unknown) => void this.logged.push({ message, fields });
    const logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
    return {
      publicUrl: PUBLIC_URL,
      apps: { clientSecrets: (app) => (app === 'main' ? SECRETS : undefined) },
      channels: {
        byName: (name) => this.runtimes.get(name)?.runtime,
        byHubSpotId: () => undefined,
        all: () => [...this.runtimes.values()].map(({ runtime }) => runtime),
      },
      accounts: {
        lookup: ({ name, definition }) => lookupOf(this.runtimes.get(name)?.accounts ?? [], definition.identities),
      },
      media: { answer: async () => ({ status: 404, headers: {}, body: 'no media here' }) },
      append: async (events) => this.#append(events),
      probes: {
        live: () => ({ ok: true }),
        ready: async () => (this.ready ? { ok: true } : { ok: false, detail: { store: 'cannot write' } }),
        metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'up 1\n' }),
      },
      counters: {
        stored: (side, name, kind, outcome) => this.counted.push(`${side} ${name} ${kind} ${outcome}`),
        refused: (side, code, name) => this.counted.push(`${side} ${name ?? '-'} ${code}`),
        foreignEvent: (channel) => this.counted.push(`foreign ${channel}`),
      },
      scheduler: new ManualScheduler(NOW),
      log: logger,
      ...overrides,
    };
  }

  ingress(overrides: Partial<IngressDeps> = {}): Ingress {
    return createIngress(this.deps(overrides));
  }

  #append(events: NewInboxEvent[]): ('appended' | 'duplicate')[] {
    if (!this.storeWorks) throw new ChannelwrightError('CW_STORE_UNAVAILABLE');
    this.appends.push(events);
    return events.map((event) => {
      if (event.dedupeKey !== undefined && this.#keys.has(event.dedupeKey)) return 'duplicate';
      if (event.dedupeKey !== undefined) this.#keys.add(event.dedupeKey);
      this.inbox.push(event);
      return 'appended';
    });
  }
}

/** An adapter of which a test gives only what it is about. */
export function adapterWith(members: Partial<ChannelAdapter>): {
  definition: AdapterDefinition;
  adapter: ChannelAdapter;
} {
  const adapter: ChannelAdapter = { send: async () => ({ kind: 'accepted', ids: ['1'] }), ...members };
  const definition = defineAdapter({
    ...basics,
    name: 'test',
    settings: z.strictObject({ token: secret().optional() }),
    accountSettings: z.strictObject({}),
    identities: ({ key }) => [`identity-of-${key}`],
    capabilities: { hubspot, text: { maxUnits: 100 }, idempotency: { kind: 'none' } },
    receipts: { states: [], delivery: 'none', retryHorizonMs: 3_600_000 },
    create: () => adapter,
  });
  return { definition: definition as unknown as AdapterDefinition, adapter };
}

export function anAccount(key: string): Account {
  const address = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: `us-${key}` } as const;
  return { key, channel: 'chat', portalId: '62515', address, settings: {} };
}

export function webhookOf(messageId: string): object {
  return {
    type: 'OUTGOING_CHANNEL_MESSAGE_CREATED',
    portalId: 62515,
    channelId: '1001',
    eventTimestamp: '2026-05-04T09:30:00.123Z',
    message: {
      id: messageId,
      channelAccountId: '424',
      text: 'Guten Tag',
      senders: [],
      recipients: [],
      attachments: [],
    },
  };
}

export interface SignedCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer<ArrayBuffer>;
}

export function signed(
  body: unknown,
  { path = '/base/hubspot/webhooks/main', key = SECRETS[0]!, atMs = NOW } = {},
): SignedCall {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const url = `https://connector.example.com${path}`;
  return {
    method: 'POST',
    url: path,
    headers: signHubSpotRequest({ method: 'POST', url, body: bytes }, key, atMs),
    body: bytes,
  };
}

/** A real server on the loopback interface, closed by `await using`. */
export async function served(
  listener: RequestListener,
): Promise<AsyncDisposable & { url: string; port: number; server: Server }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export { systemScheduler };
