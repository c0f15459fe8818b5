import type { CommandContext } from '../../command.js';
import type { Report } from '../../report.js';
import { withStore } from '../../rows/with-store.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../../sending/send-commands.js';
import { openSession } from '../../session.js';
import { letterCommand, namedLetters } from './named-letters.js';

/** Takes letters away for good. */
export async function deadLettersDiscard(context: CommandContext, keys: string[]): Promise<Report> {
  await using session = await openSession(context);
  const letters = await withStore(session.config, (store) => namedLetters(store, keys));
  const events = letters.map((letter) => letterCommand('dead-letters.discard', letter, context));
  const { carriedOut } = await sendCommands(events, session.parts);
  const text = `${keys.length === 1 ? `${keys[0]} is` : `${keys.length} dead letters are`} gone. ${CARRIED_OUT[carriedOut]}`;
  return { json: { command: 'dead-letters.discard', keys, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}
