import { replacementProblem } from '../../../directory/accounts/account-changes.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { CommandContext } from '../../command.js';
import { knownAccount } from '../../options/known-account.js';
import type { Report } from '../../report.js';
import { withStore } from '../../rows/with-store.js';
import { openSession } from '../../session.js';
import { sendAccountCommand, unchanged } from './send-account-command.js';

/**
 * A number has changed: what is planned already goes out by the old account, which goes on hearing; agents write to the new one.
 * Whoever has opted out of the one has opted out of the other.
 */
export async function accountsReplace(context: CommandContext, old: string, successor: string): Promise<Report> {
  await using session = await openSession(context);
  const row = await withStore(session.config, async (store) => {
    const [from, to] = [await knownAccount(old, store), await knownAccount(successor, store)];
    if (from.replacedBy === to.key) return undefined;
    const problem = replacementProblem(from, to);
    if (problem !== undefined) throw new ChannelwrightError('CW_USAGE', problem);
    return from;
  });
  if (!row) return unchanged('accounts.replace', old, `${successor} has the place of ${old} already`);
  const command = { name: 'accounts.replace', key: old, successor, by: context.io.user } as const;
  return sendAccountCommand(row, command, `${successor} has taken the place of ${old}.`, session, context);
}
