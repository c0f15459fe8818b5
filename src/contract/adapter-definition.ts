import type { z } from 'zod';
import type { Account, AccountRef } from './account.js';
import type { Capabilities, Limit, ReceiptDeclaration } from './capabilities.js';
import type { ChannelAdapter } from './channel-adapter.js';
import type { Clock } from './clock.js';
import type { HttpTransport } from './http-transport.js';
import type { Json } from './json.js';
import type { Logger } from './logger.js';

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

/**
 * What an author says of an adapter: data from which the framework validates, plans, paces, masks and documents. What is left
 * out has the default named here.
 */
export interface AdapterDeclaration<S = unknown, A = unknown> {
  /** Lower case, letters, digits and dashes; what configuration writes under `adapter:`. */
  name: string;
  /** The adapter's own semantic version; recorded with every part it plans. */
  version: string;
  contractVersion: number;
  /** Strict zod object for `channels.*.settings`. Default: there are none. */
  settings?: z.ZodType<S>;
  /** Strict zod object for `accounts[].settings`. Secrets by `secret()`. */
  accountSettings: z.ZodType<A>;
  /** Raised when stored account settings need migrating. Default 1. */
  settingsVersion?: number;
  migrateSettings?(stored: Json, fromVersion: number): Json;
  /**
   * How this provider's webhooks name the account. Must be unique in a channel, apart from accounts that share it on purpose.
   * Default: by its own address.
   */
  identities?(account: Account<A>): AccountRef[];
  /**
   * What account settings that the provider accepts prove of the account's address. `nothing`: whoever fills in the connect form could
   * name any, as where all accounts share a secret of the channel; the page then asks the operator's configuration. Default: as
   * much as the adapter's `validateAccount` and `identities` say.
   */
  addressProof?: 'nothing';
  /** Accounts with the same key share one connection; `undefined`: this account needs none. Default: one each. */
  connectionKey?(account: Account<A>): string | undefined;
  /** What any account of this adapter can do at most; HubSpot is shown this. */
  capabilities: Capabilities;
  /** Where accounts differ. Pure. Default: `capabilities`. */
  capabilitiesFor?(account: Account<A>): Capabilities;
  /** Default: none. */
  limits?: Limit[];
  /** Default: nothing more is heard once the call has returned. */
  receipts?: ReceiptDeclaration;
  /** The class, `@injectable()` with an `@inject(TOKEN)` on every constructor parameter … */
  adapter?: AdapterClass<A>;
  /** … or a factory. */
  create?(deps: AdapterDeps<S>): ChannelAdapter<A>;
  bindings?: AdapterBinding<S>[];
}

/** Everything the framework knows about an adapter: its declaration with every default in place. */
export interface AdapterDefinition<S = unknown, A = unknown> extends AdapterDeclaration<S, A> {
  settings: z.ZodType<S>;
  settingsVersion: number;
  identities(account: Account<A>): AccountRef[];
  limits: Limit[];
  receipts: ReceiptDeclaration;
}
