import type { Address } from '../../../contract/address.js';
import type { AccountRow } from '../../../directory/accounts/account-row.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { CommandContext } from '../../command.js';
import { addressOf } from '../../options/address.js';
import { type AccountOptions, meantAccounts } from '../../options/meant-accounts.js';
import { reasonOf } from '../../options/reason.js';
import type { Report } from '../../report.js';
import { withStore } from '../../rows/with-store.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../../sending/send-commands.js';
import { openSession } from '../../session.js';
import { optedOutOn, type SuppressionAsked, suppressedOf, suppressionEvent } from './suppression-events.js';

export interface SuppressOptions extends AccountOptions {
  opaque?: boolean;
  reason?: string;
  yes?: boolean;
}

/** Somebody wants nothing from us any more, and has said so elsewhere. */
export function suppressionsAdd(context: CommandContext, given: string, options: SuppressOptions): Promise<Report> {
  return change(context, 'suppressions.add', given, options);
}

/** Somebody wants to hear from us again. Nobody but they can say so. */
export function suppressionsRemove(context: CommandContext, given: string, options: SuppressOptions): Promise<Report> {
  if (!options.yes) {
    throw new ChannelwrightError(
      'CW_NOT_CONFIRMED',
      'whoever has opted out may only be written to again if they have agreed to it themselves, and you can show that',
    );
  }
  return change(context, 'suppressions.remove', given, options);
}

async function change(
  context: CommandContext,
  name: SuppressionAsked['name'],
  given: string,
  { opaque = false, reason, ...meant }: SuppressOptions,
): Promise<Report> {
  const address = oneAddress(given, opaque);
  const why = reason === undefined ? {} : { reason: reasonOf(reason) };
  const asked = { name, id: context.random.uuid(), ...why };
  await using session = await openSession(context);
  const { config } = session;
  const { accounts, before } = await withStore(config, async (store) => {
    const ofThem = await meantAccounts(meant, config, store);
    return { accounts: ofThem, before: await optedOutOn(ofThem, address, config.encryptionKeys, store) };
  });
  const events = accounts.map((account) => suppressionEvent(asked, account, [address], context));
  const { carriedOut } = await sendCommands(events, session.parts);
  const states = await withStore(session.config, (store) =>
    Promise.all(
      accounts.map(async ({ key }) => {
        const isSuppressed = (await suppressedOf(key, [address], store)).size > 0;
        return { account: key, suppressed: isSuppressed };
      }),
    ),
  );
  const text = `${whatIsDone(name, accounts, before)} ${CARRIED_OUT[carriedOut]}`;
  return { json: { command: name, accounts: states, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}

function whatIsDone(name: SuppressionAsked['name'], accounts: readonly AccountRow[], before: Set<string>): string {
  const keys = accounts.map(({ key }) => key);
  if (name === 'suppressions.add') return `Nothing is sent to it any more on ${keys.join(', ')}.`;
  const [listed, others] = [keys.filter((key) => before.has(key)), keys.filter((key) => !before.has(key))];
  const removed = listed.length === 0 ? [] : [`It may be written to again on ${listed.join(', ')}.`];
  const none = others.length === 0 ? [] : [`It had not opted out on ${others.join(', ')}: nothing was to remove.`];
  return [...removed, ...none].join(' ');
}

function oneAddress(given: string, isOpaque: boolean): Address {
  const address = addressOf(given, isOpaque);
  if (typeof address === 'string') throw new ChannelwrightError('CW_USAGE', `the address ${address}`);
  return address;
}
