import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { commandEvent, DEAD_LETTER_COMMAND } from '../../outbox/command-event.js';
import { DEAD_LETTERS, type DeadLetterRow } from '../../outbox/dead-letter.js';
import type { DeadLetterCommand } from '../../outbox/dead-letter-reducer.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { STATUS_REPLAY, type StatusReplayBody } from '../../status/status-dead-letter.js';
import type { CommandContext } from '../command.js';
import { readConfig } from '../read-config.js';
import { readRows } from '../read-rows.js';
import type { Report } from '../report.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../send-commands.js';
import { openSession } from '../session.js';
import { isoTime, table } from '../table.js';
import { withStore } from '../with-store.js';

export interface DeadLetterFilter {
  kind?: string;
  portal?: string;
  account?: string;
  limit: number;
}

/** What could not be brought to its end, newest first. What it holds stays where it is: it may be a customer's words. */
export async function deadLettersList(context: CommandContext, filter: DeadLetterFilter): Promise<Report> {
  const config = await readConfig(context);
  const rows = await withStore(config, (store) => findLetters(store, filter));
  const deadLetters = rows.map(({ body: _, ...letter }) => letter);
  const text = table(
    ['key', 'kind', 'at', 'portal', 'account', 'cause'],
    deadLetters.map(({ key, kind, atMs, portal, account, cause }) => [
      key,
      kind,
      isoTime(atMs),
      portal,
      account,
      `${cause.code} ${cause.detail}`,
    ]),
    'There are no dead letters.',
  );
  return { json: { deadLetters }, text };
}

/** Takes letters away for good. */
export async function deadLettersDiscard(context: CommandContext, keys: string[]): Promise<Report> {
  await using session = await openSession(context);
  const letters = await withStore(session.config, (store) => namedLetters(store, keys));
  const events = letters.map((letter) => letterCommand('dead-letters.discard', letter, context));
  const { carriedOut } = await sendCommands(events, session.parts);
  const text = `${keys.length === 1 ? `${keys[0]} is` : `${keys.length} dead letters are`} gone. ${CARRIED_OUT[carriedOut]}`;
  return { json: { command: 'dead-letters.discard', keys, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}

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

/** Found by what narrows them most, then looked at one by one. */
function findLetters(store: WorkStore, { kind, portal, account, limit }: DeadLetterFilter): Promise<DeadLetterRow[]> {
  const equal = {
    ...(kind === undefined ? {} : { kind }),
    ...(portal === undefined ? {} : { portal }),
    ...(account === undefined ? {} : { account }),
  };
  return readRows(store, { table: DEAD_LETTERS.name, equal, range: { column: 'at' }, order: 'descending', limit });
}
