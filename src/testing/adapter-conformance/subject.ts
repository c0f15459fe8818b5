import type { Account } from '../../contract/account.js';
import type { AdapterDefinition } from '../../contract/adapter-definition.js';
import type { Address } from '../../contract/address.js';
import type { TemplateItem } from '../../contract/content-item.js';
import type { Json } from '../../contract/json.js';
import type { MediaRef } from '../../contract/media.js';
import type { ReceiptEvent } from '../../contract/provider-event.js';
import type { SendOutcome } from '../../contract/send-outcome.js';
import type { ProviderAnswer, ProviderRequest } from './provider-answer.js';

/** One of our accounts, as a person writes it into the configuration. */
export interface SubjectAccount {
  /** Its own address. Default: opaque, made from its place in the list. */
  address?: Address;
  settings?: Record<string, unknown>;
}

/** A webhook before it is signed. */
export interface WebhookDraft {
  /** Default: POST. */
  method?: string;
  /** Default: the account's own webhook URL. */
  url?: URL;
  headers?: Record<string, string>;
  body: string | Uint8Array;
}

/** A customer writes. */
export interface MessageFact<A = unknown> {
  /** Makes its id, in whatever form the provider has: the same number is the same message. */
  n: number;
  from: Address;
  text: string;
  account: Account<A>;
  /** ms since the epoch. */
  atMs: number;
}

/** The provider reports on something that was sent. */
export interface ReceiptFact<A = unknown> {
  /** As `send` returned it. Empty where the answer to the call never came. */
  id: string;
  state: ReceiptEvent['state'];
  account: Account<A>;
  peer: Address;
  atMs: number;
  /** The request that sent it: where the provider would find what it has to echo. */
  sent: ProviderRequest;
}

/** What a request is signed with. */
export interface Signer<S = unknown, A = unknown> {
  account: Account<A>;
  settings: S;
  nowMs: number;
}

/** How the provider calls us. For adapters with `parseWebhook`. */
export interface SubjectWebhooks<S = unknown, A = unknown> {
  /** Makes a draft genuine, as the provider does: with the first of the secrets. */
  sign(draft: WebhookDraft, signer: Signer<S, A>): WebhookDraft | Promise<WebhookDraft>;
  /** A customer's message. */
  message(fact: MessageFact<A>): WebhookDraft;
  /** Several of them in one request, or that the provider never does that. */
  batch?: ((facts: MessageFact<A>[]) => WebhookDraft) | 'never';
  /** A report on something sent. `undefined`: this provider has no such state. Leave out where it reports nothing. */
  receipt?(fact: ReceiptFact<A>): WebhookDraft | undefined;
  /** Other secrets in place of those that verify, of the channel or of the first account, as a person writes them. */
  rotation?: { settings?: Record<string, unknown>; account?: Record<string, unknown> };
}

/** A request of the provider's as it was recorded or documented, unsigned, and what it must be read as. */
export interface WebhookSample {
  name: string;
  draft: WebhookDraft;
  /** Kinds of events, in their order. `unparsable` for a piece that cannot be read. Empty: nothing to tell. */
  expect: string[];
}

/** An answer to a send that the provider documents, and what it means. */
export interface DocumentedAnswer extends ProviderAnswer {
  expect: SendOutcome['kind'];
}

/**
 * What an author says of an adapter to have it checked. Only `definition` and `peer` are mandatory; each other member
 * opens the rules that need it, and `skipped()` names what is still missing.
 *
 * @typeParam S the channel's settings, parsed · @typeParam A the account's settings, parsed
 */
export interface AdapterSubject<S = unknown, A = unknown> {
  definition: AdapterDefinition<S, A>;
  /** The channel's settings as a person writes them. Default: none. */
  settings?: Record<string, unknown>;
  /** Two tenants, with secrets of their own where the provider has them. Default: two without settings. */
  accounts?: [SubjectAccount, SubjectAccount];
  /** A customer, in HubSpot's terms. */
  peer: Address;
  /** What the provider answers when all is well. Default: requests go where the settings point, e.g. to a running double. */
  respond?(request: ProviderRequest): ProviderAnswer | Promise<ProviderAnswer>;
  /** `send` uses a socket of its own, so that no rule about HTTP can be checked. Default false. */
  withoutHttp?: boolean;
  /** Every 2xx with an empty body or any JSON object means that the provider has the message, by its own documentation. */
  successNeedsNoId?: boolean;
  /** Answers to a send that mean something particular. */
  documented?: DocumentedAnswer[];
  /** One that the provider has approved, where the capabilities name templates. */
  template?: Omit<TemplateItem, 'kind'>;
  webhooks?: SubjectWebhooks<S, A>;
  samples?: WebhookSample[];
  /** Account settings as an earlier `settingsVersion` stored them. */
  oldSettings?: { version: number; settings: Json }[];
  /** A file of the peer's that `respond` answers. For adapters with `fetchMedia`. */
  media?: MediaRef;
  /** Puts a message where `connect` will find it. For adapters with `connect`. */
  arrive?(fact: MessageFact<A>): void | Promise<void>;
  /** Puts a message where `backfill` will find it, as if its webhook had been lost. For adapters with `backfill`. */
  remember?(fact: MessageFact<A>): void | Promise<void>;
  /** Constants for the adapter's own container, by token, applied last. */
  overrides?: ReadonlyMap<symbol, unknown>;
}
