import type { Logger } from '../contract/logger.js';
import type { ReceivingLookup } from '../directory/accounts/accounts.js';
import type { ChannelRuntime, Channels } from '../directory/channels/channel-runtime.js';
import type { Append } from '../outbox/append.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { Traces } from '../policy/traces.js';
import type { PageRoute } from './http/ingress-request.js';
import type { IngressCounters } from './ingress-counters.js';
import type { MediaRoute } from './media/media-route.js';

/** The HubSpot apps of this process. */
export interface AppSecrets {
  /** The client secrets in force, by the app's name in the configuration; `undefined`: no such app. */
  clientSecrets(app: string): readonly string[] | undefined;
}

/** The accounts that may receive, in memory: a webhook is checked against them without a look into the store. */
export interface ReceivingAccounts {
  lookup(channel: ChannelRuntime): ReceivingLookup;
}

export interface ProbeAnswer {
  ok: boolean;
  /** Shown to whoever asks: no secret. */
  detail?: Record<string, unknown>;
}

/** What is answered at `/health/live`, `/health/ready` and `/metrics`. */
export interface Probes {
  live(): ProbeAnswer;
  ready(): Promise<ProbeAnswer>;
  metrics(): Promise<{ contentType: string; body: string }>;
}

/** Bytes. */
export interface BodyLimits {
  /** Default 1 MiB. */
  hubspot: number;
  /** Default 5 MiB: providers batch. */
  provider: number;
}

/** What processes of the same fleet know that this one does not: they run another configuration, perhaps a newer one. */
export interface Elsewhere {
  app(name: string): boolean;
  channel(name: string): boolean;
}

export interface IngressDeps {
  /** What HubSpot and the providers call; signatures are over it, never over Host headers. */
  publicUrl: string;
  apps: AppSecrets;
  channels: Channels;
  /** Whoever sends something for these is to come again. Default: nothing is known elsewhere. */
  elsewhere?: Elsewhere | undefined;
  accounts: ReceivingAccounts;
  /**
   * Learns every account that was committed before the call. Answers whether all that are configured here are among them.
   * Default: there
   * is nothing to learn, since nobody else writes.
   *
   * @throws ChannelwrightError `CW_STORE_UNAVAILABLE`
   */
  catchUp?: (() => Promise<boolean>) | undefined;
  append: Append;
  probes: Probes;
  media: Pick<MediaRoute, 'answer'>;
  /** Default: none. */
  pages?: readonly PageRoute[];
  counters: IngressCounters;
  /** Default: nobody traces. */
  traces?: Traces;
  scheduler: Scheduler;
  log: Logger;
  bodyLimits?: Partial<BodyLimits>;
  /** Bytes of bodies in memory at once. Default 64 MiB. */
  bodiesBytes?: number;
}
