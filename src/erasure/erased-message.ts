import type { MessageRow } from '../status/message-row.js';
import type { Attempt, Part, ProviderId } from '../status/part.js';
import { bareReason } from '../status/without-person.js';

/** An id as it may stay: itself, or what stands for it where it tells an address. */
export type Hide = (id: string) => string;

/**
 * Pure. What may stay of a message: its states, ids and times. Not who it was to, nor what the provider has said about it.
 */
export function erasedMessage(message: MessageRow, hide: Hide, atMs: number): MessageRow {
  const { to: _, rejection, parts, ...kept } = message;
  return {
    ...kept,
    conversation: '',
    erasedAtMs: atMs,
    ...(rejection ? { rejection: bareReason(rejection) } : {}),
    ...(parts ? { parts: parts.map((part) => erasedPart(part, hide)) } : {}),
  };
}

function erasedPart({ abandoned, presumed, ...part }: Part, hide: Hide): Part {
  return {
    ...part,
    attempts: part.attempts.map((attempt) => erasedAttempt(attempt, hide)),
    ...(abandoned ? { abandoned: bareReason(abandoned) } : {}),
    ...(presumed ? { presumed: bareReason(presumed) } : {}),
  };
}

function erasedAttempt({ reason, ...attempt }: Attempt, hide: Hide): Attempt {
  const ids = attempt.ids.map((id) => erasedId(id, hide));
  return { ...attempt, ids, ...(reason ? { reason: bareReason(reason) } : {}) };
}

function erasedId({ reason, ...known }: ProviderId, hide: Hide): ProviderId {
  return { ...known, id: hide(known.id), ...(reason ? { reason: bareReason(reason) } : {}) };
}
