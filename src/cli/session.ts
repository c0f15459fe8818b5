import type { ConnectorConfig } from '../config/connector-config.js';
import type { ChannelRegistry } from '../connector/channels/channel-registry.js';
import { openChannels } from '../connector/engine/open-engine.js';
import { prepareParts } from '../connector/prepare-parts.js';
import type { ClosableHttp, RunParts } from '../connector/run-parts.js';
import type { CommandContext } from './command.js';
import { readConfig } from './read-config.js';
import { SessionStore } from './rows/session-store.js';

/** A configuration with its adapters loaded and their settings checked, for one command. */
export interface Session extends AsyncDisposable {
  config: ConnectorConfig;
  parts: RunParts;
  channels: ChannelRegistry;
  http: ClosableHttp;
  store: SessionStore;
}

/** @throws InvalidConfigError with every problem there is; ChannelwrightError `CW_ADAPTER_*` */
export async function openSession(context: CommandContext): Promise<Session> {
  const config = await readConfig(context);
  const { scheduler, random } = context;
  // A command answers on its own; only what went wrong on the way is worth a line of log.
  const quiet = { ...config, log: { ...config.log, level: 'error' as const } };
  const parts = await prepareParts(quiet, { scheduler, random });
  const http = parts.openHttp();
  try {
    const channels = openChannels(http, parts);
    const store = new SessionStore(config);
    const close = async () => {
      await store[Symbol.asyncDispose]();
      await http.close();
    };
    return { config, parts, channels, http, store, [Symbol.asyncDispose]: close };
  } catch (error) {
    await http.close();
    throw error;
  }
}
