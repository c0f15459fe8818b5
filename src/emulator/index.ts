/** HubSpot on your machine, with fault dials. Explained in docs/reference/emulator.md. */

export { ApiError } from './answers/api-error.js';
export type {
  EmulatorControl,
  MessageFilter,
  ThreadFilter,
  ThreadWithMessages,
  TokenFilter,
} from './control.js';
export { createEmulator, type Emulator, type EmulatorDeps } from './emulator.js';
export type { FaultEffect, FaultSettings } from './faults/fault.js';
export type { SetFault } from './faults/fault-dials.js';
export { OPERATION_NAMES, type OperationName } from './faults/operation-names.js';
export type { Install } from './installs/installs.js';
export type { PrivacyDeletionSettings } from './installs/privacy-deletion.js';
export { ALL_SCOPES } from './installs/tokens.js';
export type { AgentSendSettings } from './messages/agent-send.js';
export type { EmulatorOptions } from './options.js';
export type { Seeded } from './seed.js';
export type { SeedSettings } from './seed-settings.js';
export { mostInAnyWindow, type QuotaLimit, type QuotaUsage } from './serving/quota.js';
export type { RequestFilter, SeenRequest } from './serving/request-log.js';
export type { JournalEntry, JournalEvent } from './world/journal-entry.js';
export type { Message, MessageStatus, StatusChange, StatusType, Thread } from './world/model.js';
export type { SwitchChange, Switches } from './world/switches.js';
export type { Webhook, WebhookAttempt, WebhookPolicy } from './world/webhook-sender.js';
