import type { FailureClass } from '../contract/failure-reason.js';
import type { PortalConnectedPayload } from '../directory/portals/portal-event.js';
import type { PortalState } from '../directory/portals/portal-row.js';
import type { Emission } from '../outbox/tx.js';
import type { HubSpotStatus, StatusReason } from './status-row.js';

/** What every event says of where it happened. */
export interface AccountScope {
  app: string;
  portal: string;
  channel: string;
  account: string;
}

/** One HubSpot message. No content and no address: listeners that need them ask the store. */
export interface MessagePayload extends AccountScope {
  /** Key of the message row. */
  message: string;
  /** HubSpot's message id. */
  messageId: string;
  conversation: string;
  threadId: string;
  /** When HubSpot made it, ms. */
  createdAtMs: number;
  /** W3C `traceparent` of the message, where somebody traces. */
  trace?: string;
  atMs: number;
}

export interface MessageFailedPayload extends MessagePayload {
  reason: StatusReason;
}

export interface MessageHeldPayload extends MessagePayload {
  /** When it is FAILED, unless the peer writes before. */
  untilMs: number;
}

export interface PartPayload extends MessagePayload {
  /** From 1. */
  part: number;
  parts: number;
  /** Provider ids known so far. */
  providerIds: string[];
}

export interface PartFailedPayload extends PartPayload {
  reason: StatusReason;
}

export interface StatusPayload extends AccountScope {
  message: string;
  messageId: string;
  status: HubSpotStatus['status'];
  /** W3C `traceparent` of the message, where somebody traces. */
  trace?: string;
  atMs: number;
}

export interface StatusSyncedPayload extends StatusPayload {
  /** From the moment HubSpot should have known it, ms. */
  lagMs: number;
  /** When HubSpot made the message, ms. */
  createdAtMs: number;
}

export interface StatusAbandonedPayload extends StatusPayload {
  /** A code of `docs/reference/errors.md`, or HubSpot's status code. */
  code: string;
}

export interface PublicationPayload extends AccountScope {
  /** Key of the publication row. */
  publication: string;
  conversation: string;
  /** W3C `traceparent` of the customer’s message, where somebody traces. */
  trace?: string;
  atMs: number;
}

export interface PublicationPublishedPayload extends PublicationPayload {
  /** Absent where HubSpot has the message but did not say under which id. */
  messageId?: string;
  threadId?: string;
}

export interface PublicationFailedPayload extends PublicationPayload {
  code: string;
}

export interface GatePayload {
  /** Key of the gate: the scope that is closed. */
  gate: string;
  kind: 'blocked' | 'paused';
  class?: FailureClass;
  /** Opens by itself then. */
  untilMs?: number;
  atMs: number;
}

export interface AccountPayload extends AccountScope {
  channelAccountId: string;
  atMs: number;
}

export interface AccountUnclaimedPayload {
  app: string;
  portal: string;
  hubspotChannelId: string;
  channelAccountId: string;
  atMs: number;
}

export interface PortalStatePayload {
  app: string;
  portal: string;
  state: PortalState;
  /** The state before, where there was one. */
  was?: PortalState;
  /** What is wrong, in words for operators. */
  detail?: string;
  /** Scopes HubSpot has named in its refusals. */
  missingScopes?: string[];
  /** It is over by itself then. */
  untilMs?: number;
  atMs: number;
}

export interface ReceiptUnmatchedPayload extends AccountScope {
  of: 'id' | 'correlation' | 'watermark';
  /** The id or correlation that nobody knows. */
  ref?: string;
  state: string;
  atMs: number;
}

export interface DeadLetterPayload {
  deadLetter: string;
  kind: string;
  app: string;
  portal: string;
  channel?: string;
  account?: string;
  code: string;
  atMs: number;
}

/**
 * Every lifecycle event and what it carries. `part.*` fires when a part changes, `message.*` only when the whole message
 * does. Listeners are in this process and hear of an event at most once; durable consumers read the journal by cursor.
 */
export interface LifecycleEvents {
  'message.accepted': MessagePayload;
  'message.sent': MessagePayload;
  'message.delivered': MessagePayload;
  'message.read': MessagePayload;
  'message.failed': MessageFailedPayload;
  'message.held': MessageHeldPayload;
  'message.uncertain': MessagePayload;
  'message.unconfirmed': MessagePayload;
  'part.accepted': PartPayload;
  'part.sent': PartPayload;
  'part.delivered': PartPayload;
  'part.read': PartPayload;
  'part.failed': PartFailedPayload;
  'part.uncertain': PartPayload;
  'status.synced': StatusSyncedPayload;
  'status.abandoned': StatusAbandonedPayload;
  'publication.published': PublicationPublishedPayload;
  'publication.failed': PublicationFailedPayload;
  'gate.closed': GatePayload;
  'gate.opened': GatePayload;
  'portal.connected': PortalConnectedPayload;
  'account.connected': AccountPayload;
  'account.updated': AccountPayload;
  'account.disabled': AccountPayload;
  'account.purged': AccountPayload;
  'account.unclaimed': AccountUnclaimedPayload;
  'portal.disconnected': PortalStatePayload;
  'portal.reconnected': PortalStatePayload;
  'portal.suspended': PortalStatePayload;
  'portal.degraded': PortalStatePayload;
  'portal.purged': PortalStatePayload;
  'receipt.unmatched': ReceiptUnmatchedPayload;
  'dead-letter.added': DeadLetterPayload;
}

export type LifecycleEventType = keyof LifecycleEvents;

/** When each event fires, in a sentence. `docs/reference/lifecycle-events.md` says the same; a test compares them. */
export const LIFECYCLE_EVENTS: Record<LifecycleEventType, string> = {
  'message.accepted': 'The provider has every part.',
  'message.sent': 'Every part has left the provider.',
  'message.delivered': 'Every part has arrived.',
  'message.read': 'The last part was read, and no part has failed.',
  'message.failed': 'A part has failed, or the whole message cannot be sent.',
  'message.held': 'A template has gone out; the message itself waits for the peer to write.',
  'message.uncertain': 'A part may or may not have been sent; policy will decide.',
  'message.unconfirmed': 'A receipt was due and none came in time.',
  'part.accepted': 'The provider has the part.',
  'part.sent': 'The part has left the provider.',
  'part.delivered': 'The part has arrived.',
  'part.read': 'The part was read.',
  'part.failed': 'The part has failed or was given up.',
  'part.uncertain': 'The call for the part ended without a certain outcome.',
  'status.synced': 'HubSpot has confirmed the status it should know.',
  'status.abandoned': 'HubSpot will not take the status; it is kept as a dead letter.',
  'publication.published': 'A customer’s message is in HubSpot.',
  'publication.failed': 'A customer’s message could not be brought into HubSpot; it is kept as a dead letter.',
  'gate.closed': 'Nothing of a scope is sent until it is opened.',
  'gate.opened': 'A scope sends again.',
  'portal.connected': 'The app was installed in a portal, or installed again.',
  'account.connected': 'A channel account was connected.',
  'account.updated': 'A channel account was changed.',
  'account.disabled': 'A channel account was taken out of use.',
  'account.purged': 'A channel account was removed in HubSpot.',
  'account.unclaimed': 'HubSpot has a new channel account that nobody here has asked for.',
  'portal.disconnected': 'A portal took its consent back: nothing is asked of HubSpot for it, and its work is held.',
  'portal.reconnected': 'A portal is as it should be again; what was held of it goes on.',
  'portal.suspended': 'HubSpot moves the data of a portal and asks to be left alone for a while.',
  'portal.degraded': 'HubSpot refuses calls for a portal for want of scopes; what they were for waits.',
  'portal.purged': 'Everything of a portal was removed: its consent has been gone for too long.',
  'receipt.unmatched': 'A receipt was for nothing we know, and waiting for it to be known is over.',
  'dead-letter.added': 'Work whose end nobody could be told was set aside.',
};

/** What a reducer hands to `tx.emit`. */
export function lifecycleEvent<Type extends LifecycleEventType>(type: Type, payload: LifecycleEvents[Type]): Emission {
  return { type, payload };
}
