import type { MessageRow } from '../../status/message-row.js';
import type { Attempt, Part } from '../../status/part.js';
import type { AttemptName } from './delivery-events.js';

/** The message with one of its parts replaced. */
export function changePart(message: MessageRow, part: Part): MessageRow {
  return { ...message, parts: (message.parts ?? []).map((present) => (present.index === part.index ? part : present)) };
}

/** The message with one attempt changed. */
export function changeAttempt(
  message: MessageRow,
  name: AttemptName,
  change: (attempt: Attempt) => Attempt,
): MessageRow {
  const part = message.parts?.[name.partIndex];
  if (!part) return message;
  const attempts = part.attempts.map((attempt) => (attempt.n === name.attempt ? change(attempt) : attempt));
  return changePart(message, { ...part, attempts });
}
