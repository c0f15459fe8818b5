import type { FailureClass, FailureReason } from '../contract/failure-reason.js';
import type { StatusPolicy } from '../directory/channels/channel-runtime.js';
import { partFailure, partIsUncertain } from './aggregate.js';
import { type MessageCondition, messageCondition } from './message-condition.js';
import type { MessageRow } from './message-row.js';

/** What messages an operator means: all that is named must hold. Plain data, so that it can be sent along and judged again. */
export interface MessageFilter {
  /** Its key, or HubSpot's id of it. */
  message?: string;
  app?: string;
  portal?: string;
  channel?: string;
  account?: string;
  /** The adapter's name. */
  adapter?: string;
  /** The one that received it, or planned one of its parts. */
  adapterVersion?: string;
  frameworkVersion?: string;
  /** Of what failed or is uncertain in it. */
  class?: FailureClass;
  /** The provider's code, of what failed or is uncertain in it. */
  code?: string;
  state?: MessageCondition;
  /** Created then or later, ms … */
  sinceMs?: number;
  /** … and before this, ms. */
  untilMs?: number;
}

/** Whether a message is one of those, as it is now. Pure. */
export function matchesFilter(row: MessageRow, filter: MessageFilter, policy: Pick<StatusPolicy, 'sentWhen'>): boolean {
  return (
    isNamed(row, filter) &&
    isWithin(row.createdAtMs, filter) &&
    isOfVersion(row, filter) &&
    hasTrouble(row, filter) &&
    (filter.state === undefined || messageCondition(row, policy) === filter.state)
  );
}

function isNamed(row: MessageRow, { message, app, portal, channel, account, adapter }: MessageFilter): boolean {
  return (
    (message === undefined || message === row.key || message === row.id) &&
    (app === undefined || app === row.app) &&
    (portal === undefined || portal === row.portal) &&
    (channel === undefined || channel === row.channel) &&
    (account === undefined || account === row.account) &&
    (adapter === undefined || adapter === row.adapter.name)
  );
}

function isWithin(createdAtMs: number, { sinceMs = 0, untilMs = Number.POSITIVE_INFINITY }: MessageFilter): boolean {
  return createdAtMs >= sinceMs && createdAtMs < untilMs;
}

function isOfVersion(row: MessageRow, { adapterVersion: version, frameworkVersion }: MessageFilter): boolean {
  const isOfAdapter =
    version === undefined ||
    row.adapter.version === version ||
    (row.parts?.some((part) => part.adapterVersion === version) ?? false);
  return isOfAdapter && (frameworkVersion === undefined || row.framework === frameworkVersion);
}

/** Class and code belong together: one reason has both. */
function hasTrouble(row: MessageRow, { class: failureClass, code }: MessageFilter): boolean {
  if (failureClass === undefined && code === undefined) return true;
  return troubles(row).some(
    (reason) =>
      (failureClass === undefined || reason.class === failureClass) && (code === undefined || reason.code === code),
  );
}

/** Why what is failed or uncertain in a message is so, part by part. */
export function troubles({ rejection, parts = [] }: Pick<MessageRow, 'rejection' | 'parts'>): FailureReason[] {
  const ofParts = parts.flatMap((part) => {
    const reason = partFailure(part) ?? (partIsUncertain(part) ? part.attempts.at(-1)?.reason : undefined);
    return reason ?? [];
  });
  return rejection ? [rejection, ...ofParts] : ofParts;
}
