import type { ConnectorConfig } from '../config/connector-config.js';
import { loadConfig } from '../config/load-config.js';
import type { CommandContext } from './command.js';

/** @throws InvalidConfigError with every problem there is */
export function readConfig({ configFile, io }: CommandContext): Promise<ConnectorConfig> {
  return loadConfig(configFile, io.env);
}
