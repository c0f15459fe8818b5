import type { AccountCommand } from '../../../directory/accounts/account-command-reducer.js';
import type { AccountRow } from '../../../directory/accounts/account-row.js';
import { ACCOUNT_COMMAND, commandEvent } from '../../../outbox/command-event.js';
import type { CommandContext } from '../../command.js';
import type { Report } from '../../report.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../../sending/send-commands.js';
import type { Session } from '../../session.js';

/** Nothing need be done: whoever repeats a command finds what it asks for. */
export function unchanged(command: AccountCommand['name'], account: string, said: string): Report {
  return { json: { command, account, unchanged: true }, text: `${said}. Nothing was changed.` };
}

/** Has something done with an account. `said`: what is true then. */
export async function sendAccountCommand(
  { app, portal, key: account }: AccountRow,
  command: AccountCommand,
  said: string,
  session: Session,
  context: CommandContext,
): Promise<Report> {
  const event = commandEvent(ACCOUNT_COMMAND, { app, portal, account }, command, context.scheduler.now());
  const { carriedOut } = await sendCommands([event], session.parts);
  return {
    json: { command: command.name, account, carriedOut },
    text: `${said} ${CARRIED_OUT[carriedOut]}`,
    exitCode: exitCodeOf(carriedOut),
  };
}
