import type { Address } from '../contract/address.js';
import type { FailureReason } from '../contract/failure-reason.js';
import type { MessageRow } from '../status/message-row.js';
import type { Attempt, Part, ProviderId } from '../status/part.js';
import { namesPeer } from './names-peer.js';

/** What stands where an id was that tells the address. */
const ERASED = 'erased';

/**
 * Pure. What may stay of a message: its states, ids and times. Not who it was to, nor what the provider has said about it.
 *
 * @param addresses by which its peer is known: an id that is made of one of them does not stay
 */
export function erasedMessage(message: MessageRow, addresses: readonly Address[]): MessageRow {
  const { to: _, rejection, parts, ...kept } = message;
  return {
    ...kept,
    conversation: '',
    ...(rejection ? { rejection: bare(rejection) } : {}),
    ...(parts ? { parts: parts.map((part) => erasedPart(part, addresses)) } : {}),
  };
}

function erasedPart({ abandoned, presumed, ...part }: Part, addresses: readonly Address[]): Part {
  return {
    ...part,
    attempts: part.attempts.map((attempt) => erasedAttempt(attempt, addresses)),
    ...(abandoned ? { abandoned: bare(abandoned) } : {}),
    ...(presumed ? { presumed: bare(presumed) } : {}),
  };
}

function erasedAttempt({ reason, ...attempt }: Attempt, addresses: readonly Address[]): Attempt {
  const ids = attempt.ids.map((id, index) => erasedId(id, index, addresses));
  return { ...attempt, ids, ...(reason ? { reason: bare(reason) } : {}) };
}

function erasedId({ reason, ...known }: ProviderId, index: number, addresses: readonly Address[]): ProviderId {
  const id = namesPeer(known.id, addresses) ? `${ERASED}-${index + 1}` : known.id;
  return { ...known, id, ...(reason ? { reason: bare(reason) } : {}) };
}

function bare({ class: failure, scope, code }: FailureReason): FailureReason {
  return { class: failure, scope, ...(code === undefined ? {} : { code }) };
}
