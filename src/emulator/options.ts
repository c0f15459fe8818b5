import type { QuotaLimit } from './serving/quota.js';
import { type Switches, type SwitchSettings, switchesSchema } from './world/switches.js';
import type { WebhookPolicy } from './world/webhook-sender.js';

/** How the emulator is set up. Everything has a default. */
export interface EmulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** Default: 110 requests in 10 s, for each app in each portal. */
  quota?: QuotaLimit;
  /** Default: everything lenient, see {@link Switches}. */
  switches?: SwitchSettings;
  /** Default: 10 attempts, pauses from 1 s to 60 s, 5 s for an answer. */
  webhooks?: Partial<WebhookPolicy>;
  /** How many requests the log keeps. Default 20 000. */
  requestLogCapacity?: number;
}

export interface ResolvedOptions {
  host: string;
  port: number;
  quota: QuotaLimit;
  switches: Switches;
  webhooks: WebhookPolicy;
  requestLogCapacity: number;
}

const WEBHOOKS: WebhookPolicy = { attempts: 10, baseMs: 1_000, capMs: 60_000, timeoutMs: 5_000 };

/** @throws ZodError for switches that do not exist */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  return {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    quota: options.quota ?? { requests: 110, perMs: 10_000 },
    switches: switchesSchema.parse(options.switches ?? {}),
    webhooks: { ...WEBHOOKS, ...options.webhooks },
    requestLogCapacity: options.requestLogCapacity ?? 20_000,
  };
}
