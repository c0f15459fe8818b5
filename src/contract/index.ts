/**
 * The contract between the framework and its adapters: types, a few functions, the tokens and the injection decorators.
 * Authors import it from `channelwright/adapter`, which adds what most of them need.
 */
import 'reflect-metadata';

export { inject, injectable } from 'inversify';
export type { Account, AccountLookup, AccountRef } from './account.js';
export type {
  AdapterBinding,
  AdapterClass,
  AdapterDeclaration,
  AdapterDefinition,
  AdapterDeps,
} from './adapter-definition.js';
export type { Address, AddressType } from './address.js';
export type {
  Capabilities,
  EncodedText,
  Idempotency,
  Limit,
  MediaCapability,
  MediaRule,
  QuickReplyCapability,
  ReceiptDeclaration,
  TextCapability,
  TextFormat,
  TextMark,
} from './capabilities.js';
export type { ChannelAdapter } from './channel-adapter.js';
export type { Clock } from './clock.js';
export type { Connection, EventSink } from './connection.js';
export type {
  ContactItem,
  ContentItem,
  ContentKind,
  FileItem,
  FileUsage,
  LocationItem,
  PartItem,
  QuickRepliesItem,
  TemplateItem,
  TextItem,
  UnsupportedItem,
} from './content-item.js';
export { CONTRACT_VERSION } from './contract-version.js';
export { capabilitiesOf, checkAdapterInstance, defineAdapter } from './define-adapter.js';
export { FAILURE_CLASSES, type FailureClass, type FailureReason, type FailureScope } from './failure-reason.js';
export {
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
  isTransportError,
  type RequestSent,
  TransportError,
  type TransportErrorCode,
} from './http-transport.js';
export type { Json } from './json.js';
export type { Logger } from './logger.js';
export type { MediaRef, MediaStream } from './media.js';
export type { OutboundMessage, PartDraft, PlannedPart, Rejection } from './outbound-message.js';
export type { PeerDescription } from './peer-description.js';
export type {
  AliasEvent,
  EditEvent,
  MessageEvent,
  OptEvent,
  ProviderEvent,
  ProviderFact,
  ReactionEvent,
  ReceiptEvent,
  ReceiptState,
  ReceivedEvent,
  Unparsable,
} from './provider-event.js';
export type { Authenticated, RawRequest, Refused, Reply } from './raw-request.js';
export { secret } from './secret.js';
export { type SettingsPath, secretPaths } from './secret-paths.js';
export type { AttemptRef, Conversation, PlanContext, SendContext } from './send-context.js';
export type { SendOutcome, Usage } from './send-outcome.js';
export { TOKENS } from './tokens.js';
