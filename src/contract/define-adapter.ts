import type { z } from 'zod';
import type { Account, AccountRef } from './account.js';
import type { Capabilities, Limit, ReceiptDeclaration } from './capabilities.js';
import type { ChannelAdapter } from './channel-adapter.js';
import type { Clock } from './clock.js';
import type { HttpTransport } from './http-transport.js';
import type { Json } from './json.js';
import type { Logger } from './logger.js';

/** The version of this contract. An adapter names the one it was written for. */
export const CONTRACT_VERSION = 1;

/** What a plain factory receives in place of injection. */
export interface AdapterDeps<S = unknown> {
  http: HttpTransport;
  log: Logger;
  clock: Clock;
  settings: S;
}

// biome-ignore lint/suspicious/noExplicitAny: constructor parameters are checked by the container, not by this type
export type AdapterClass<A> = new (...args: any[]) => ChannelAdapter<A>;

/** An extra constant for the adapter's own container: a token and how to make its value from the settings. */
export interface AdapterBinding<S = unknown> {
  token: symbol;
  create(deps: AdapterDeps<S>): unknown;
}

/** Everything the framework knows about an adapter: data from which it validates, plans, paces, masks and documents. */
export interface AdapterDefinition<S = unknown, A = unknown> {
  /** Lower case, letters, digits and dashes; what configuration writes under `adapter:`. */
  name: string;
  /** The adapter's own semantic version; recorded with every part it plans. */
  version: string;
  contractVersion: number;
  /** Strict zod object for `channels.*.settings`. */
  settings: z.ZodType<S>;
  /** Strict zod object for `accounts[].settings`. Secrets by `secret()`. */
  accountSettings: z.ZodType<A>;
  /** Raised when stored account settings need migrating. */
  settingsVersion: number;
  migrateSettings?(stored: Json, fromVersion: number): Json;
  /** How this provider's webhooks name the account. Must be unique in a channel, apart from accounts that share it on purpose. */
  identities(account: Account<A>): AccountRef[];
  /** Accounts with the same key share one connection. Default: one each. */
  connectionKey?(account: Account<A>): string;
  capabilities: Capabilities;
  limits: Limit[];
  receipts: ReceiptDeclaration;
  /** The class, `@injectable()` with an `@inject(TOKEN)` on every constructor parameter … */
  adapter?: AdapterClass<A>;
  /** … or a factory. */
  create?(deps: AdapterDeps<S>): ChannelAdapter<A>;
  bindings?: AdapterBinding<S>[];
}

const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Declare an adapter. The default export of an adapter package.
 *
 * @throws TypeError naming what does not fit together: these are mistakes of the author, found at import.
 */
export function defineAdapter<S, A>(definition: AdapterDefinition<S, A>): AdapterDefinition<S, A> {
  const problems = [...inconsistencies(definition)];
  if (problems.length > 0) {
    throw new TypeError(`adapter "${definition.name}": ${problems.join('; ')}`);
  }
  return Object.freeze(definition);
}

function* inconsistencies<S, A>(definition: AdapterDefinition<S, A>): Generator<string> {
  const { capabilities, receipts } = definition;
  if (!NAME.test(definition.name)) yield '`name` must be lower case letters, digits and dashes';
  if (definition.contractVersion !== CONTRACT_VERSION) {
    yield `\`contractVersion\` is ${definition.contractVersion}, this framework speaks ${CONTRACT_VERSION}`;
  }
  if ((definition.adapter === undefined) === (definition.create === undefined)) {
    yield 'give either `adapter` (a class) or `create` (a factory), not both';
  }
  if (capabilities.text.maxUnits < 1) yield '`capabilities.text.maxUnits` must be at least 1';
  if (receipts.delivery === 'none' && receipts.states.length > 0) {
    yield '`receipts.states` names states, but `receipts.delivery` is none';
  }
  const members = definition.adapter?.prototype as Partial<ChannelAdapter<A>> | undefined;
  if (members === undefined) return;
  if (typeof members.send !== 'function') yield 'the class has no method `send`';
  if (typeof receipts.delivery === 'object' && members.pullReceipts === undefined) {
    yield '`receipts.delivery` is pulled, but the class has no method `pullReceipts`';
  }
  if ((members.authenticateWebhook === undefined) !== (members.parseWebhook === undefined)) {
    yield '`authenticateWebhook` and `parseWebhook` come together';
  }
}
