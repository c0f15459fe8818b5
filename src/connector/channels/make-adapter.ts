import { Container } from 'inversify';
import type { AdapterDefinition, AdapterDeps } from '../../contract/adapter-definition.js';
import type { ChannelAdapter } from '../../contract/channel-adapter.js';
import { checkAdapterInstance } from '../../contract/define-adapter.js';
import { TOKENS } from '../../contract/tokens.js';

/** What a user or a test may put in the place of an adapter's dependencies, by token. Applied last. */
export type Overrides = ReadonlyMap<symbol, unknown>;

/**
 * One adapter, in a container of its own.
 *
 * @param deps its settings already parsed by the definition's schema
 * @throws whatever its constructor or factory throws, and TypeError naming the members it lacks
 */
export function makeAdapter(
  definition: AdapterDefinition,
  deps: AdapterDeps,
  overrides: Overrides = new Map(),
): ChannelAdapter {
  const constants = new Map<symbol, unknown>([
    [TOKENS.HttpTransport, deps.http],
    [TOKENS.Logger, deps.log],
    [TOKENS.Clock, deps.clock],
    [TOKENS.Settings, deps.settings],
  ]);
  for (const { token, create } of definition.bindings ?? []) constants.set(token, create(deps));
  for (const [token, value] of overrides) constants.set(token, value);
  const own = overriddenDeps(deps, constants);
  const adapter = definition.create ? definition.create(own) : construct(definition, constants);
  checkAdapterInstance(definition, adapter);
  return adapter;
}

function construct(definition: AdapterDefinition, constants: Map<symbol, unknown>): ChannelAdapter {
  const container = new Container();
  for (const [token, value] of constants) container.bind(token).toConstantValue(value);
  container.bind(ADAPTER).to(definition.adapter!).inSingletonScope();
  return container.get<ChannelAdapter>(ADAPTER);
}

const ADAPTER = Symbol.for('channelwright.Adapter');

function overriddenDeps(deps: AdapterDeps, constants: Map<symbol, unknown>): AdapterDeps {
  return {
    ...deps,
    http: constants.get(TOKENS.HttpTransport) as AdapterDeps['http'],
    log: constants.get(TOKENS.Logger) as AdapterDeps['log'],
    clock: constants.get(TOKENS.Clock) as AdapterDeps['clock'],
  };
}
