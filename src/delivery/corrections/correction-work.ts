import type { Json } from '../../contract/json.js';
import { boundedKey } from '../../outbox/bounded-key.js';
import type { OperatorCommand } from '../../outbox/command-event.js';
import { slotOf } from '../../outbox/slot.js';
import { portalKey, type WorkRow } from '../../outbox/work-row.js';
import type { MessageFilter } from '../../status/message-filter.js';
import type { CorrectionTarget } from './correct-message.js';

/** Some of the messages of one portal that an operator corrects. `key` is the correction's own name: no message twice under it. */
export interface CorrectionCommand extends OperatorCommand {
  name: 'messages.correct';
  to: CorrectionTarget;
  /** Why. */
  reason: string;
  evenIfSentTwice?: true;
  /** Which were meant: what is not any more, as it is now, is left alone. */
  filter: MessageFilter;
  messages: string[];
}

/** The queue of what is corrected in slices. */
export const CORRECT_QUEUE = 'correct';

/** The kind of the event that corrects a few of the messages of a piece of work. */
export const CORRECTION_SLICE = 'correction.slice';

export interface CorrectionSlice {
  /** Key of the piece of work. */
  work: string;
  /** How many, from the first of those that are left. */
  count: number;
}

type Portal = Pick<WorkRow, 'app' | 'portal'>;

/** Key of the work that a command begins: known before it is folded, to whoever waits for its end. */
export function correctionWorkKey({ app, portal }: Portal, { key, messages }: CorrectionCommand): string {
  return `${CORRECT_QUEUE}:${portalKey(app, portal)}|${key}:${boundedKey(messages[0] ?? '')}`;
}

/** The work of a command, with what is left of it. */
export function correctionWork({ app, portal }: Portal, command: CorrectionCommand, dueAtMs: number): WorkRow {
  return {
    key: correctionWorkKey({ app, portal }, command),
    queue: CORRECT_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs,
    leased: false,
    ref: command.key,
    // Its members are texts and numbers: nothing but its type is wider.
    cursor: command as unknown as Json,
  };
}

/** What is left of a piece of work. */
export function commandOf({ cursor }: WorkRow): CorrectionCommand {
  return cursor as unknown as CorrectionCommand;
}
