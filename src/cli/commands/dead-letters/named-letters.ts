import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { commandEvent, DEAD_LETTER_COMMAND } from '../../../outbox/command-event.js';
import { DEAD_LETTERS, type DeadLetterRow } from '../../../outbox/dead-letter.js';
import type { DeadLetterCommand } from '../../../outbox/dead-letter-reducer.js';
import type { NewInboxEvent } from '../../../outbox/inbox-event.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { STATUS_REPLAY, type StatusReplayBody } from '../../../status/status-dead-letter.js';
import type { CommandContext } from '../../command.js';
import { readRows } from '../../rows/read-rows.js';

/** What takes a letter away. Of one that was written anew meanwhile, nothing is lost: it is told by its time. */
export function letterCommand(
  name: DeadLetterCommand['name'],
  { key, atMs, app, portal, account, kind, body }: DeadLetterRow,
  { io, scheduler }: CommandContext,
): NewInboxEvent {
  const scope = { app, portal, ...(account === undefined ? {} : { account }) };
  const message = kind === STATUS_REPLAY ? (body as unknown as StatusReplayBody).message : undefined;
  const command: DeadLetterCommand = { name, key, atMs, by: io.user, ...(message === undefined ? {} : { message }) };
  return commandEvent(DEAD_LETTER_COMMAND, scope, command, scheduler.now());
}

/** @throws ChannelwrightError `CW_NOT_FOUND` naming those that are not there */
export async function namedLetters(store: WorkStore, keys: string[]): Promise<DeadLetterRow[]> {
  const letters = await readRows<DeadLetterRow>(store, { table: DEAD_LETTERS.name, keys });
  const missing = keys.filter((key) => !letters.some((letter) => letter.key === key));
  if (missing.length > 0) throw new ChannelwrightError('CW_NOT_FOUND', `dead letter ${missing.join(', ')}`);
  return letters;
}
