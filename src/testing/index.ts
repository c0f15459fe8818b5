/**
 * For tests of adapters, of stores and of apps that embed a connector: `channelwright/testing`. Time and chance by hand,
 * what the framework hands to an adapter, HubSpot and providers on your machine, and what every store must keep.
 */
import '../require-node.js';

export {
  type AgentSendSettings,
  ALL_SCOPES,
  createEmulator,
  type Emulator,
  type EmulatorControl,
  type EmulatorDeps,
  type EmulatorOptions,
  type FaultEffect,
  type FaultSettings,
  type Install,
  type Message as EmulatedMessage,
  type MessageFilter,
  type MessageStatus,
  mostInAnyWindow,
  OPERATION_NAMES,
  type OperationName,
  type QuotaLimit,
  type QuotaUsage,
  type RequestFilter,
  type Seeded,
  type SeedSettings,
  type SeenRequest,
  type SetFault,
  type StatusChange,
  type StatusType,
  type SwitchChange,
  type Switches,
  type Thread as EmulatedThread,
  type ThreadFilter,
  type ThreadWithMessages,
  type TokenFilter,
  type Webhook,
  type WebhookAttempt,
  type WebhookPolicy,
} from '../emulator/index.js';
export { systemRandom } from '../policy/system-random.js';
export { systemScheduler } from '../policy/system-scheduler.js';
export { anAccount, aPart, aSendContext, KeepingSink, lookupOf } from './adapter-call.js';
export {
  type AdapterConformance,
  type AdapterConformanceCase,
  type AdapterSubject,
  adapterConformance,
  type DocumentedAnswer,
  type MessageFact,
  type ProviderAnswer,
  type ProviderRequest,
  type ReceiptFact,
  type Signer,
  type SkippedRule,
  type SubjectAccount,
  type SubjectWebhooks,
  type WebhookDraft,
  type WebhookSample,
} from './adapter-conformance.js';
export { fetchTransport } from './fetch-transport.js';
export {
  type FleetAccount,
  type FleetBench,
  type FleetConformanceCase,
  fleetConformance,
  type OpenFleetBench,
} from './fleet-conformance.js';
export { ManualScheduler } from './manual-scheduler.js';
export { aPlanContext } from './plan-context.js';
export {
  LineDouble,
  type LineDoubleOptions,
  TelegramDouble,
  type TelegramDoubleOptions,
  TwilioDouble,
  type TwilioDoubleOptions,
  WebhookDouble,
  type WebhookDoubleOptions,
  WhatsAppDouble,
  type WhatsAppDoubleOptions,
} from './provider-doubles.js';
export { ScriptedTransport } from './scripted-transport.js';
export { SeededRandom } from './seeded-random.js';
export {
  type CommonBench,
  type FleetStoreBench,
  fleetStoreConformance,
  type OpenFleetStoreBench,
  type OpenStoreBench,
  type StoreBench,
  type StoreConformanceCase,
  storeConformance,
} from './store-conformance.js';
