import { providerWords } from '../adapter/provider-words.js';
import type { FailureReason } from '../contract/failure-reason.js';
import type { Json } from '../contract/json.js';
import type { StatusPolicy } from '../directory/channels/channel-runtime.js';
import type { Emission } from '../outbox/tx.js';
import {
  heldTimes,
  messageState,
  messageVerdict,
  type PartState,
  partFailure,
  partIsUncertain,
  partState,
} from './aggregate.js';
import { lifecycleEvent, type MessagePayload, type PartPayload } from './lifecycle-events.js';
import type { MessageRow } from './message-row.js';
import type { Part } from './part.js';
import type { StatusReason } from './status-row.js';
import { advance } from './transition.js';

/** Something that happened to a message: what listeners are told, and what the journal keeps beside it. */
export interface MessageChange {
  emission: Emission;
  data?: Json;
}

/** What happened to a message between two of its rows, parts first. */
export function messageChanges(
  row: MessageRow,
  before: MessageRow | undefined,
  policy: Pick<StatusPolicy, 'sentWhen'>,
  atMs: number,
): MessageChange[] {
  const base = messagePayload(row, atMs);
  const parts = (row.parts ?? []).flatMap((part) => partChanges(part, before?.parts?.[part.index], row, base));
  return [...parts, ...wholeChanges(row, before, policy, base)];
}

function partChanges(part: Part, before: Part | undefined, row: MessageRow, base: MessagePayload): MessageChange[] {
  const payload: PartPayload = {
    ...base,
    part: part.index + 1,
    parts: row.parts?.length ?? 1,
    providerIds: part.attempts.flatMap((attempt) => attempt.ids.map(({ id }) => id)),
  };
  const data = { part: payload.part };
  const state = partState(part);
  const reached = tellable(before ? partState(before) : 'pending', state);
  if (reached === 'failed') {
    const failure = partFailure(part) ?? { class: 'unknown', scope: 'message' };
    const reason = { class: failure.class, ...(failure.code === undefined ? {} : { code: failure.code }) };
    return [
      {
        emission: lifecycleEvent('part.failed', { ...payload, reason }),
        data: { ...data, ...failureData(failure, row) },
      },
    ];
  }
  if (reached) return [{ emission: lifecycleEvent(`part.${reached}`, payload), data }];
  if (partIsUncertain(part) && !(before && partIsUncertain(before))) {
    const reason = part.attempts.at(-1)?.reason;
    return [
      {
        emission: lifecycleEvent('part.uncertain', payload),
        data: { ...data, ...(reason ? failureData(reason, row) : {}) },
      },
    ];
  }
  return [];
}

function wholeChanges(
  row: MessageRow,
  before: MessageRow | undefined,
  policy: Pick<StatusPolicy, 'sentWhen'>,
  base: MessagePayload,
): MessageChange[] {
  const changes: MessageChange[] = [];
  const reached = tellable(before ? messageState(before, policy) : 'pending', messageState(row, policy));
  if (reached === 'failed') changes.push(failedChange(row, policy, base));
  else if (reached) changes.push({ emission: lifecycleEvent(`message.${reached}`, base) });
  const held = heldTimes(row);
  if (held && !(before && heldTimes(before))) {
    const { untilMs } = held;
    changes.push({ emission: lifecycleEvent('message.held', { ...base, untilMs }), data: { untilMs } });
  }
  if (messageIsUncertain(row) && !(before && messageIsUncertain(before))) {
    changes.push({ emission: lifecycleEvent('message.uncertain', base) });
  }
  if (row.unconfirmedAtMs !== undefined && before?.unconfirmedAtMs === undefined) {
    changes.push({ emission: lifecycleEvent('message.unconfirmed', base) });
  }
  return changes;
}

function failedChange(row: MessageRow, policy: Pick<StatusPolicy, 'sentWhen'>, base: MessagePayload): MessageChange {
  const reason: StatusReason = messageVerdict(row, policy)?.reason ?? { class: 'unknown' };
  const data = { ...reason, ...(row.rejection ? failureData(row.rejection, row) : {}) };
  return { emission: lifecycleEvent('message.failed', { ...base, reason }), data };
}

/**
 * The state to tell of, if it is news. A state that falls back (an id turned up late that has yet to follow) is no event;
 * what comes after a failure is one, since it takes the failure back.
 */
function tellable(before: PartState, after: PartState): Exclude<PartState, 'pending'> | undefined {
  if (after === before || after === 'pending') return undefined;
  if (after === 'failed' || before === 'failed') return after;
  return advance(before, after) === after ? after : undefined;
}

function messageIsUncertain(row: MessageRow): boolean {
  return row.parts?.some(partIsUncertain) ?? false;
}

/** For operators: unlike what agents read, it keeps the provider's own words, but for what they tell of the recipient. */
function failureData(
  { class: failureClass, code, detail }: FailureReason,
  { to }: MessageRow,
): { [key: string]: Json } {
  return {
    class: failureClass,
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail: providerWords(to ? detail.replaceAll(to.value, '…') : detail) }),
  };
}

function messagePayload(row: MessageRow, atMs: number): MessagePayload {
  const {
    app,
    portal,
    channel,
    account,
    conversation,
    key: message,
    id: messageId,
    threadId,
    createdAtMs,
    trace,
  } = row;
  const traced = trace === undefined ? {} : { trace };
  return { app, portal, channel, account, message, messageId, conversation, threadId, createdAtMs, atMs, ...traced };
}
