import type { ConnectorConfig } from '../config/connector-config.js';
import type { AdapterDefinition } from '../contract/adapter-definition.js';
import type { HttpTransport } from '../contract/http-transport.js';
import type { FleetStore } from '../fleet/fleet-store.js';
import type { Log } from '../observability/create-log.js';
import type { Metrics } from '../observability/metrics.js';
import type { WorkStore } from '../outbox/work-store.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { Traces } from '../policy/traces.js';
import type { LifecycleEmitter } from '../status/lifecycle-emitter.js';
import type { Overrides } from './channels/make-adapter.js';

export type ClosableHttp = HttpTransport & { close(): Promise<void> };

/** Decorators around what the engine stands on. */
export interface Between {
  store?(store: WorkStore): WorkStore;
  http?(http: ClosableHttp): ClosableHttp;
  /** Around what a member of a fleet asks of its ledger. */
  fleet?(fleet: FleetStore): FleetStore;
}

/** What an engine is made of, apart from what has to be opened. */
export interface RunParts {
  config: ConnectorConfig;
  adapters: ReadonlyMap<string, AdapterDefinition>;
  overrides: Readonly<Record<string, Overrides>>;
  events: LifecycleEmitter;
  openHttp(): ClosableHttp;
  between: Between;
  scheduler: Scheduler;
  random: Random;
  log: Log;
  metrics: Metrics;
  traces: Traces;
}
