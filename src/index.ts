/** Channelwright in a Node.js process of yours: make a connector of a configuration, start it, listen to what happens. */
import './require-node.js';

export { type ConfigProblem, configProblems, formatProblem, InvalidConfigError } from './config/config-problem.js';
export type { AccountSeed, AppConfig, ChannelConfig, ConnectorConfig, PortalSeed } from './config/connector-config.js';
export { type Environment, loadConfig, type ParseOptions, parseConfig, type ReadFile } from './config/load-config.js';
export type { PostgresStoreConfig, SqliteStoreConfig, StoreConfig } from './config/store-setting.js';
export type { Overrides } from './connector/channels/make-adapter.js';
export type { Connector, ConnectorHealth } from './connector/connector.js';
export { type ConnectorOptions, createConnector } from './connector/create-connector.js';
export type { AccountView, ConnectorHandles, MessageView, PortalView, ReadEntry } from './connector/handles.js';
export type { StartOptions } from './connector/running/start-options.js';
export type { StopReport } from './connector/running/stop-report.js';
export { ChannelwrightError, isChannelwrightError } from './errors/channelwright-error.js';
export type { ErrorEntry } from './errors/error-entry.js';
export { ERRORS, type ErrorCode } from './errors/registry.js';
export type { FetchHandler } from './ingress/fetch-handler.js';
export type { NodeHandler } from './ingress/node-handler.js';
export type { HealthReport } from './observability/health.js';
export { FRAMEWORK_VERSION } from './policy/framework-version.js';
export type { Random } from './policy/random.js';
export type { CancelTimer, Scheduler } from './policy/scheduler.js';
export type { LifecycleListener } from './status/lifecycle-emitter.js';
export {
  type AccountPayload,
  type AccountScope,
  type AccountUnclaimedPayload,
  type DeadLetterPayload,
  type GatePayload,
  LIFECYCLE_EVENTS,
  type LifecycleEvents,
  type LifecycleEventType,
  type MessageFailedPayload,
  type MessageHeldPayload,
  type MessagePayload,
  type PartFailedPayload,
  type PartPayload,
  type PortalStatePayload,
  type PublicationFailedPayload,
  type PublicationPayload,
  type PublicationPublishedPayload,
  type ReceiptUnmatchedPayload,
  type StatusAbandonedPayload,
  type StatusPayload,
  type StatusSyncedPayload,
} from './status/lifecycle-events.js';
