import { Accounts } from '../../../directory/accounts/accounts.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { rereadUnparsable } from '../../../ingress/reread.js';
import { UNPARSABLE } from '../../../ingress/webhooks/unparsable-event.js';
import { DEAD_LETTERS, type DeadLetterRow, EMPTIED } from '../../../outbox/dead-letter.js';
import type { AppendOutcome, NewInboxEvent } from '../../../outbox/inbox-event.js';
import { slotOf } from '../../../outbox/slot.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import type { CommandContext } from '../../command.js';
import { EXIT } from '../../exit-code.js';
import { table } from '../../output/table.js';
import type { Report } from '../../report.js';
import { readTable } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { CARRIED_OUT, type CarriedOut, exitCodeOf, sendCommands } from '../../sending/send-commands.js';
import { openSession, type Session } from '../../session.js';
import { letterCommand, namedLetters } from './named-letters.js';

export interface ReplayOptions {
  all?: boolean;
}

/** `duplicate`: what it says had arrived before, so only the letter goes · `unreadable`, `emptied`: it stays. */
type Replayed = 'replayed' | 'duplicate' | 'unreadable' | 'emptied';

/** A letter, and the events that it becomes. */
interface Replay {
  letter: DeadLetterRow;
  /** `undefined`: it still cannot be read. */
  events: NewInboxEvent[] | undefined;
}

/** Tries again what was given up: the event goes back into the inbox, and the letter goes. */
export async function deadLettersReplay(
  context: CommandContext,
  keys: string[],
  { all = false }: ReplayOptions,
): Promise<Report> {
  if (all === keys.length > 0) throw new ChannelwrightError('CW_USAGE', 'name the keys of dead letters, or --all');
  await using session = await openSession(context);
  const replays = await withStore(session.config, async (store) => {
    const letters = all ? await allLetters(store) : await namedLetters(store, keys);
    return readAgain(letters, store, session, context);
  });
  const groups = replays.map(({ letter, events }) =>
    // The letter first: should the event fail again at once, the new letter is left alone.
    events === undefined ? [] : [letterCommand('dead-letters.replay', letter, context), ...events],
  );
  const sent = groups.flat().length === 0 ? undefined : await sendCommands(groups.flat(), session.parts);
  const results = resultsOf(replays, groups, sent?.outcomes ?? []);
  return reportOf(results, sent?.carriedOut);
}

async function allLetters(store: WorkStore): Promise<DeadLetterRow[]> {
  const letters = await readTable<DeadLetterRow>(store, DEAD_LETTERS.name);
  return letters.filter(({ kind }) => kind !== EMPTIED);
}

async function readAgain(
  letters: DeadLetterRow[],
  store: WorkStore,
  { channels, parts }: Session,
  { scheduler }: CommandContext,
): Promise<Replay[]> {
  const accounts = new Accounts(store, channels, parts.log.logger);
  await accounts.load();
  const receivedAtMs = scheduler.now();
  return letters.map((letter) => {
    const events = eventsOf(letter, { channels, accounts });
    // Its deadlines begin anew: an operator wants it done now.
    return { letter, events: events?.map((event) => ({ ...event, receivedAtMs })) };
  });
}

function eventsOf(letter: DeadLetterRow, known: Parameters<typeof rereadUnparsable>[0]): NewInboxEvent[] | undefined {
  if (letter.kind === EMPTIED) return undefined;
  return letter.kind === UNPARSABLE ? rereadUnparsable(known, letter) : [eventOf(letter)];
}

/** The event whose end nobody could be told, as it was. */
function eventOf({ kind, app, portal, account, atMs, body }: DeadLetterRow): NewInboxEvent {
  const owner = { app, portal, ...(account === undefined ? {} : { account }) };
  return { kind, slot: slotOf(app, portal), ...owner, receivedAtMs: atMs, body };
}

function resultsOf(replays: Replay[], groups: NewInboxEvent[][], outcomes: AppendOutcome[]) {
  let at = 0;
  return replays.map(({ letter: { key, kind } }, index) => {
    const length = groups[index]?.length ?? 0;
    const [, ...own] = outcomes.slice(at, at + length);
    at += length;
    if (length === 0) return { key, result: (kind === EMPTIED ? 'emptied' : 'unreadable') as Replayed };
    const duplicate = own.every((outcome) => outcome === 'duplicate');
    return { key, result: (duplicate ? 'duplicate' : 'replayed') as Replayed };
  });
}

const SAID: Record<Replayed, string> = {
  replayed: 'replayed',
  duplicate: 'taken away: what it says had arrived before',
  unreadable: 'kept: it still cannot be read',
  emptied: 'kept: its content is gone',
};

function reportOf(results: { key: string; result: Replayed }[], carriedOut: CarriedOut | undefined): Report {
  const rows = results.map(({ key, result }) => [key, SAID[result]]);
  const lines = [table(['key', 'result'], rows, 'There are no dead letters.')];
  if (carriedOut !== undefined) lines.push(CARRIED_OUT[carriedOut]);
  const unreadable = results.some(({ result }) => result === 'unreadable' || result === 'emptied');
  return {
    json: { command: 'dead-letters.replay', results, ...(carriedOut === undefined ? {} : { carriedOut }) },
    text: lines.join('\n'),
    exitCode: unreadable ? EXIT.failed : exitCodeOf(carriedOut ?? 'here'),
  };
}
