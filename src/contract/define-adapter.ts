import { z } from 'zod';
import type { Account } from './account.js';
import { definitionProblems, memberProblems } from './adapter-consistency.js';
import type { AdapterDeclaration, AdapterDefinition } from './adapter-definition.js';
import type { Capabilities } from './capabilities.js';
import type { ChannelAdapter } from './channel-adapter.js';

/**
 * Declare an adapter. The default export of an adapter package.
 *
 * @throws TypeError naming everything that does not fit together: these are mistakes of the author, found at import. What
 * only an instance can show (the members of what `create` returns) is found by {@link checkAdapterInstance}.
 */
export function defineAdapter<S, A>(declaration: AdapterDeclaration<S, A>): AdapterDefinition<S, A> {
  const definition: AdapterDefinition<S, A> = {
    // Whoever leaves the schema out names no S, so the empty object stands for it.
    settings: z.strictObject({}) as unknown as z.ZodType<S>,
    settingsVersion: 1,
    identities: ({ address }) => [address.value],
    limits: [],
    receipts: { states: [], delivery: 'none', retryHorizonMs: 0 },
    ...declaration,
  };
  const { adapter } = definition;
  const members = adapter === undefined ? [] : memberProblems(definition, adapter.prototype, 'the class');
  refuse(definition.name, [...definitionProblems(definition), ...members]);
  return Object.freeze(definition);
}

/**
 * Check what `create` or the container made against its definition. The host calls it once per channel configuration.
 *
 * @throws TypeError naming the members that are missing or would never be called
 */
export function checkAdapterInstance<S, A>(definition: AdapterDefinition<S, A>, instance: ChannelAdapter<A>): void {
  refuse(definition.name, [...memberProblems(definition, instance, 'the adapter')]);
}

/** What this account can do: the definition's own word for it, else what is declared for all. */
export function capabilitiesOf<A>(definition: AdapterDefinition<unknown, A>, account: Account<A>): Capabilities {
  return definition.capabilitiesFor?.(account) ?? definition.capabilities;
}

function refuse(name: string, problems: string[]): void {
  if (problems.length > 0) throw new TypeError(`adapter "${name}": ${problems.join('; ')}`);
}
