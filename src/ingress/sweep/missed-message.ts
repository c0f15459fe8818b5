import type { ThreadMessage } from '../../hubspot/schemas/inbox.js';

/** A message younger than this may have its webhook on the way, ms. That one is to win. */
export const GRACE_MS = 60_000;

/** An outgoing message over one of our channel accounts, as a thread shows it. */
export interface Candidate {
  message: ThreadMessage;
  channelId: string;
  createdMs: number;
}

export interface OurChannels {
  /** HubSpot's id of our app. */
  appId: number;
  isOurs(channelId: string): boolean;
  /** Since when the channel account is connected, ms; `undefined`: it is not, or is not ours. */
  connectedSince(channelAccountId: string): number | undefined;
}

/**
 * Pure. The message as one of which there should have been a webhook. HubSpot shows an outgoing message as SENT from birth: what it
 * shows as anything else has been dealt with by somebody.
 */
export function candidateOf(message: ThreadMessage, sinceMs: number, ours: OurChannels): Candidate | undefined {
  const { type, direction, channelId, channelAccountId, createdAt, status, archived } = message;
  if (type !== 'MESSAGE' || direction !== 'OUTGOING' || archived) return undefined;
  if (channelId === undefined || channelAccountId === undefined || !ours.isOurs(channelId)) return undefined;
  if (status !== undefined && status.statusType !== 'SENT') return undefined;
  const createdMs = Date.parse(createdAt ?? '');
  if (Number.isNaN(createdMs) || createdMs < sinceMs) return undefined;
  const connectedMs = ours.connectedSince(channelAccountId);
  if (connectedMs === undefined || createdMs < connectedMs || isFromUs(message, ours.appId)) return undefined;
  return { message, channelId, createdMs };
}

function isFromUs({ client }: ThreadMessage, appId: number): boolean {
  return client?.clientType === 'INTEGRATION' && client.integrationAppId === String(appId);
}

/** Whether it may be one that we brought into HubSpot: nothing says that it is from the inbox, from another integration, a bot. */
export function mayBePublished({ client, createdBy }: ThreadMessage): boolean {
  if (client?.clientType === 'HUBSPOT' || client?.clientType === 'INTEGRATION') return false;
  return createdBy === undefined || !/^[BL]-/.test(createdBy);
}

export type Verdict = 'young' | 'accepted' | 'reported';

export function verdictOn(createdMs: number, nowMs: number, acceptWithinMs: number, doubtUntilMs = 0): Verdict {
  if (nowMs - createdMs < GRACE_MS) return 'young';
  if (createdMs < doubtUntilMs) return 'reported';
  return nowMs - createdMs <= acceptWithinMs ? 'accepted' : 'reported';
}
