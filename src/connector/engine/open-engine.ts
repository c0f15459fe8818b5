import type { HttpTransport } from '../../contract/http-transport.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { agentLanguage } from '../../status/agent-language.js';
import { failureTexts } from '../../status/failure-text.js';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { makeChannels } from '../channels/make-channels.js';
import type { RunParts } from '../run-parts.js';
import { assembleEngine, type Engine, type EngineParts } from './engine.js';

export type EngineHooks = Pick<EngineParts, 'slots' | 'licence' | 'counters' | 'accountsChanged' | 'writable' | 'lost'>;

export interface OpenEngine {
  engine: Engine;
  channels: ChannelRegistry;
}

/**
 * The channels of a configuration and the engine for them, on a store. Nothing is read yet, and nothing runs.
 *
 * @throws InvalidConfigError naming every setting that does not fit its adapter
 */
export function openEngine(store: WorkStore, http: HttpTransport, parts: RunParts, hooks: EngineHooks): OpenEngine {
  const channels = openChannels(http, parts);
  const engine = assembleEngine({
    ...parts,
    ...parts.config,
    ...hooks,
    log: parts.log.logger,
    store,
    http,
    channels,
    language: agentLanguage(channels),
    texts: failureTexts(),
  });
  return { engine, channels };
}

/** @throws InvalidConfigError naming every setting that does not fit its adapter */
export function openChannels(
  http: HttpTransport,
  { config, adapters, overrides, log, scheduler }: Omit<RunParts, 'openHttp'>,
): ChannelRegistry {
  const channels = makeChannels({ config, adapters, overrides, deps: { http, log: log.logger, clock: scheduler } });
  const ids = Object.values(config.channels).map(({ name, hubspotChannelId }) => [name, hubspotChannelId]);
  return new ChannelRegistry(channels, Object.fromEntries(ids));
}

/** Reads what is kept in memory. */
export async function loadEngine(engine: Engine, channels: ChannelRegistry, store: WorkStore): Promise<void> {
  const parts = [engine.portals, engine.accounts, engine.gates, channels, engine.tombstones];
  await Promise.all(parts.map((part) => part.load(store)));
}
