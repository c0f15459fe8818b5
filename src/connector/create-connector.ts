import type { ConnectorConfig } from '../config/connector-config.js';
import { parseConfig } from '../config/load-config.js';
import type { AdapterDefinition } from '../contract/adapter-definition.js';
import type { Logger } from '../contract/logger.js';
import { createLog, type Log } from '../observability/create-log.js';
import { Metrics } from '../observability/metrics.js';
import { Redactor } from '../observability/redactor.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import { systemRandom } from '../policy/system-random.js';
import { systemScheduler } from '../policy/system-scheduler.js';
import { LifecycleEmitter } from '../status/lifecycle-emitter.js';
import { UndiciTransport } from '../transport/undici-transport.js';
import { Connector } from './connector.js';
import { loadAdapters } from './load-adapters.js';
import type { Overrides } from './make-channels.js';
import { countEvents } from './measurements.js';
import type { Between } from './run-connector.js';

export interface ConnectorOptions {
  /** Adapters handed over in code: they win over built-in ones and those the configuration names. */
  adapters?: readonly AdapterDefinition[];
  /** Replacements for what the adapters of a channel are injected with, by channel and token. */
  overrides?: Readonly<Record<string, Overrides>>;
  /** Where the log goes. Default: standard error, as `log:` of the configuration says, secrets redacted. */
  log?: Logger;
  /** For tests. */
  scheduler?: Scheduler;
  random?: Random;
  /** For tests: what stands between the engine and its store, or the network, to fail or to die there at a chosen moment. */
  between?: Between;
}

/**
 * Makes a connector. Nothing runs and nothing is opened before its `start`.
 *
 * @param config as `loadConfig` gives it, or the object a configuration file would hold
 * @throws ChannelwrightError `CW_CONFIG_INVALID` with every problem, `CW_ADAPTER_NOT_FOUND`, `CW_ADAPTER_INVALID`
 */
export async function createConnector(
  config: ConnectorConfig | Record<string, unknown>,
  options: ConnectorOptions = {},
): Promise<Connector> {
  const parsed = isParsed(config) ? config : parseConfig(config);
  const used = Object.values(parsed.channels).map((channel) => channel.adapter);
  const adapters = await loadAdapters(used, parsed.adapters, options.adapters ?? []);
  const { scheduler = systemScheduler, random = systemRandom, overrides = {} } = options;
  const metrics = new Metrics();
  const redactor = new Redactor();
  redactor.register(parsed.secrets);
  const log = options.log ? givenLog(options.log) : createLog({ ...parsed.log, redactor, clock: scheduler });
  const listenerFailed = (event: string, error: unknown) => {
    metrics.count('listenerErrors', { event });
    log.logger.error('a listener failed', { event, error });
  };
  const events = new LifecycleEmitter(listenerFailed);
  countEvents(events, metrics);
  const openHttp = () => new UndiciTransport({ scheduler });
  const { between = {} } = options;
  return new Connector({
    config: parsed,
    adapters,
    overrides,
    events,
    openHttp,
    between,
    scheduler,
    random,
    log,
    metrics,
  });
}

/** A logger of the host keeps its lines itself. */
function givenLog(logger: Logger): Log {
  return { logger, dropped: () => 0, flush: async () => 0 };
}

/** What `loadConfig` gives knows the folder it came from; what a user writes has no such member. */
function isParsed(config: ConnectorConfig | Record<string, unknown>): config is ConnectorConfig {
  return 'directory' in config && 'secrets' in config;
}
