import type { ConnectorConfig } from '../config/connector-config.js';
import { parseConfig } from '../config/load-config.js';
import { Connector } from './connector.js';
import type { ConnectorOptions } from './connector-options.js';
import { prepareParts } from './prepare-parts.js';

export type { ConnectorOptions } from './connector-options.js';

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
  return new Connector(await prepareParts(isParsed(config) ? config : parseConfig(config), options));
}

/** What `loadConfig` gives knows the folder it came from; what a user writes has no such member. */
function isParsed(config: ConnectorConfig | Record<string, unknown>): config is ConnectorConfig {
  return 'directory' in config && 'secrets' in config;
}
