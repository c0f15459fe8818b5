import { randomBytes } from 'node:crypto';
import type { ConnectorConfig } from '../config/connector-config.js';
import { createLog, type Log } from '../observability/create-log.js';
import { Metrics } from '../observability/metrics.js';
import { otelTraces } from '../observability/otel-traces.js';
import { PersonalMask } from '../observability/personal-mask.js';
import { Redactor } from '../observability/redactor.js';
import { systemRandom } from '../policy/system-random.js';
import { systemScheduler } from '../policy/system-scheduler.js';
import { LifecycleEmitter } from '../status/lifecycle-emitter.js';
import { UndiciTransport } from '../transport/undici-transport.js';
import { loadAdapters } from './channels/load-adapters.js';
import type { ConnectorOptions } from './connector-options.js';
import { logEvents } from './observers/log-events.js';
import { countEvents } from './observers/measurements.js';
import type { RunParts } from './run-parts.js';

/**
 * Everything an engine is made of, apart from what has to be opened.
 *
 * @throws ChannelwrightError `CW_ADAPTER_NOT_FOUND`, `CW_ADAPTER_INVALID`
 */
export async function prepareParts(config: ConnectorConfig, options: ConnectorOptions = {}): Promise<RunParts> {
  const used = Object.values(config.channels).map((channel) => channel.adapter);
  const adapters = await loadAdapters(used, config.adapters, options.adapters ?? []);
  const { scheduler = systemScheduler, random = systemRandom, overrides = {}, between = {} } = options;
  const metrics = new Metrics();
  const log = options.log ? givenLog(options.log) : ownLog(config, scheduler);
  const listenerFailed = (event: string, error: unknown) => {
    metrics.count('listenerErrors', { event });
    log.logger.error('a listener failed', { event, error });
  };
  const events = new LifecycleEmitter(listenerFailed);
  countEvents(events, metrics);
  logEvents(events, log.logger);
  const traces = otelTraces();
  const openHttp = () => new UndiciTransport({ scheduler, allowPrivate: config.network.allowPrivate });
  return { config, adapters, overrides, events, openHttp, between, scheduler, random, log, metrics, traces };
}

function ownLog({ log, secrets, encryptionKeys }: ConnectorConfig, clock: RunParts['scheduler']): Log {
  // By the key of the store: all replicas have it, so one person has one mark in the lines of all.
  const mask = log.personalData ? undefined : new PersonalMask(encryptionKeys[0] ?? randomBytes(32));
  const redactor = new Redactor(mask);
  redactor.register(secrets);
  return createLog({ ...log, redactor, clock });
}

/** A logger of the host keeps its lines itself. */
function givenLog(logger: NonNullable<ConnectorOptions['log']>): Log {
  return { logger, dropped: () => 0, flush: async () => 0 };
}
