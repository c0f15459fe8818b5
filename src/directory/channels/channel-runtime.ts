import type { OutsideWindow } from '../../config/outside-window.js';
import type { AdapterDefinition } from '../../contract/adapter-definition.js';
import type { ChannelAdapter } from '../../contract/channel-adapter.js';

/** How a channel tells HubSpot about its messages. */
export interface StatusPolicy {
  /** What a part must have reached for SENT. */
  sentWhen: 'accepted' | 'sent' | 'delivered';
  /** PATCH SENT too, although HubSpot shows outgoing messages as SENT from birth. */
  confirmSent: boolean;
  receiptDeadlineMs: number;
  onMissingReceipt: 'leave' | 'fail';
}

export interface DeliveryPolicy {
  /** From our append until a message that could not be sent is FAILED, ms. */
  deadlineMs: number;
  /** How long an uncertain part holds its lane, ms. */
  uncertainMs: number;
  onUncertain: 'fail' | 'resend';
  /** What becomes of a message to a peer who has not written for too long. An account may say otherwise. */
  outsideWindow: OutsideWindow;
}

export interface MediaPolicy {
  /** How long a customer's text waits for its files, ms. */
  waitMs: number;
  maxBytes: number;
}

/** One channel configuration, ready to run. Static for the life of the process, apart from `hubspotChannelId`. */
export interface ChannelRuntime {
  readonly name: string;
  readonly app: string;
  /** Configured or learnt; absent until `channels sync`. */
  readonly hubspotChannelId: string | undefined;
  /** Language of what agents read, e.g. `en`. */
  readonly language: string;
  readonly definition: AdapterDefinition;
  readonly adapter: ChannelAdapter;
  readonly status: StatusPolicy;
  readonly delivery: DeliveryPolicy;
  readonly media: MediaPolicy;
}

/** The channels of this process. */
export interface Channels {
  byName(name: string): ChannelRuntime | undefined;
  byHubSpotId(app: string, hubspotChannelId: string): ChannelRuntime | undefined;
  all(): ChannelRuntime[];
}

export const CHANNEL_RUNTIMES = Symbol.for('channelwright.Channels');
