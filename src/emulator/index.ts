/** HubSpot on your machine, with fault dials. Explained in docs/reference/emulator.md. */
export type { AgentSendSettings } from './agent-send.js';
export { ApiError } from './api-error.js';
export type {
  EmulatorControl,
  MessageFilter,
  ThreadFilter,
  ThreadWithMessages,
  TokenFilter,
} from './control.js';
export { createEmulator, type Emulator, type EmulatorDeps } from './emulator.js';
export type { FaultEffect, FaultSettings } from './fault.js';
export type { SetFault } from './fault-dials.js';
export type { Install } from './installs.js';
export type { JournalEntry, JournalEvent } from './journal-entry.js';
export type { Message, MessageStatus, StatusChange, StatusType, Thread } from './model.js';
export { OPERATION_NAMES, type OperationName } from './operation-names.js';
export type { EmulatorOptions } from './options.js';
export type { PrivacyDeletionSettings } from './privacy-deletion.js';
export { mostInAnyWindow, type QuotaLimit, type QuotaUsage } from './quota.js';
export type { RequestFilter, SeenRequest } from './request-log.js';
export type { Seeded } from './seed.js';
export type { SeedSettings } from './seed-settings.js';
export type { SwitchChange, Switches } from './switches.js';
export { ALL_SCOPES } from './tokens.js';
export type { Webhook, WebhookAttempt, WebhookPolicy } from './webhook-sender.js';
