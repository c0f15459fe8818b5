import type { Address } from '../../contract/address.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { CommandContext } from '../command.js';
import { type AccountOptions, meantAccounts } from '../meant-accounts.js';
import { addressOf } from '../option-address.js';
import { reasonOf } from '../option-reason.js';
import type { Report } from '../report.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../send-commands.js';
import { openSession } from '../session.js';
import { withStore } from '../with-store.js';
import { type SuppressionAsked, suppressedOf, suppressionEvent } from './suppression-events.js';

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
  const accounts = await withStore(session.config, (store) => meantAccounts(meant, store));
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
  const keys = accounts.map(({ key }) => key);
  const does = name === 'suppressions.add' ? 'Nothing is sent to it any more' : 'It may be written to again';
  const text = `${does} on ${keys.join(', ')}. ${CARRIED_OUT[carriedOut]}`;
  return { json: { command: name, accounts: states, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}

function oneAddress(given: string, isOpaque: boolean): Address {
  const address = addressOf(given, isOpaque);
  if (typeof address === 'string') throw new ChannelwrightError('CW_USAGE', `the address ${address}`);
  return address;
}
