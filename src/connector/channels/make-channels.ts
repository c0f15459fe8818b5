import { type ConfigProblem, InvalidConfigError } from '../../config/config-problem.js';
import type { ChannelConfig, ConnectorConfig } from '../../config/connector-config.js';
import { validateWithSchema } from '../../config/validate-with-schema.js';
import type { AdapterDefinition, AdapterDeps } from '../../contract/adapter-definition.js';
import type { ChannelAdapter } from '../../contract/channel-adapter.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { makeAdapter, type Overrides } from './make-adapter.js';
import { templateProblems } from './template-problems.js';

export interface ChannelParts {
  config: ConnectorConfig;
  adapters: ReadonlyMap<string, AdapterDefinition>;
  deps: Omit<AdapterDeps, 'settings'>;
  /** By the name of the channel configuration. */
  overrides: Readonly<Record<string, Overrides>>;
}

/**
 * Makes the channels of a configuration: settings checked by the adapter's schemas, each adapter in a container of its own.
 *
 * @throws InvalidConfigError naming every setting that does not fit
 * @throws ChannelwrightError `CW_ADAPTER_INVALID` where an adapter cannot be made, or lacks what it declares
 */
export function makeChannels(parts: ChannelParts): Omit<ChannelRuntime, 'hubspotChannelId'>[] {
  const problems: ConfigProblem[] = [];
  const channels = Object.values(parts.config.channels).map((channel) => {
    const definition = parts.adapters.get(channel.adapter)!;
    problems.push(...accountProblems(channel, definition, parts.config.file));
    problems.push(...templateProblems(channel, definition, parts.config));
    const where = { file: parts.config.file, path: `channels.${channel.name}.settings` };
    const settings = validateWithSchema(definition.settings, channel.settings, where);
    if (settings.ok) return { channel, definition, settings: settings.value };
    problems.push(...settings.problems);
    return undefined;
  });
  if (problems.length > 0) throw new InvalidConfigError(problems);
  return channels.flatMap((made) => (made ? [runtime(made.channel, made.definition, made.settings, parts)] : []));
}

function runtime(
  channel: ChannelConfig,
  definition: AdapterDefinition,
  settings: unknown,
  { deps, overrides }: ChannelParts,
): Omit<ChannelRuntime, 'hubspotChannelId'> {
  const log = deps.log.child({ channel: channel.name });
  const adapter = make(definition, { ...deps, log, settings }, overrides[channel.name] ?? new Map());
  const { name, app, language, status, delivery, media } = channel;
  return { name, app, language, status, delivery, media, definition, adapter };
}

/** A mistake of the adapter's author is told like one of the configuration, not like a defect of ours. */
function make(definition: AdapterDefinition, deps: AdapterDeps, overrides: Overrides): ChannelAdapter {
  try {
    return makeAdapter(definition, deps, overrides);
  } catch (cause) {
    throw new ChannelwrightError('CW_ADAPTER_INVALID', `"${definition.name}": ${messageOf(cause)}`, { cause });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function accountProblems(channel: ChannelConfig, definition: AdapterDefinition, file: string): ConfigProblem[] {
  return channel.accounts.flatMap((account) => {
    const checked = validateWithSchema(definition.accountSettings, account.settings, {
      file,
      path: `${account.path}.settings`,
    });
    return checked.ok ? [] : checked.problems;
  });
}
