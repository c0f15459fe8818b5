import type { AccountRow, AccountState } from '../../../directory/accounts/account-row.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { CommandContext } from '../../command.js';
import { knownAccount } from '../../options/known-account.js';
import { isoTime } from '../../output/table.js';
import type { Report } from '../../report.js';
import { withStore } from '../../rows/with-store.js';
import { openSession } from '../../session.js';
import { sendAccountCommand, unchanged } from './send-account-command.js';

/** From now on the account receives, and sends later. */
export function accountsHold(context: CommandContext, key: string): Promise<Report> {
  return turn(context, key, { name: 'accounts.hold', from: 'active', to: 'held', said: 'is held' });
}

/** It sends again. */
export function accountsResume(context: CommandContext, key: string): Promise<Report> {
  return turn(context, key, { name: 'accounts.resume', from: 'held', to: 'active', said: 'sends again' });
}

interface Turn {
  name: 'accounts.hold' | 'accounts.resume';
  from: AccountState;
  to: AccountState;
  said: string;
}

async function turn(context: CommandContext, key: string, { name, from, to, said }: Turn): Promise<Report> {
  await using session = await openSession(context);
  const row = await withStore(session.config, (store) => knownAccount(key, store));
  if (row.state === to) return unchanged(name, key, asItIs(row));
  if (row.state !== from) throw new ChannelwrightError('CW_USAGE', whyNot(row, from));
  return sendAccountCommand(row, { name, key, by: context.io.user }, `${key} ${said}.`, session, context);
}

function asItIs({ key, state, switched }: AccountRow): string {
  if (state === 'active') return `${key} is not held. A pause is ended by \`channelwright resume --account ${key}\``;
  return `${key} is held${switched ? ` since ${isoTime(switched.atMs)}: ${switched.why}` : ''}`;
}

function whyNot({ key, state }: AccountRow, wanted: AccountState): string {
  return wanted === 'held'
    ? `${key} is not held but ${state}`
    : `${key} is ${state}, and only what is active can be held`;
}
