import { heldGate } from '../../../delivery/gates/gate-changes.js';
import type { GateCommand } from '../../../delivery/gates/gate-reducer.js';
import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { type CommandScope, commandEvent, GATE_COMMAND } from '../../../outbox/command-event.js';
import { GATES, type GateRow } from '../../../outbox/gate.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import type { CommandContext } from '../../command.js';
import type { Report } from '../../report.js';
import { readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../../sending/send-commands.js';
import { openSession } from '../../session.js';

/** Opens a gate before its time. */
export async function gatesOpen(context: CommandContext, key: string): Promise<Report> {
  await using session = await openSession(context);
  const scope = await withStore(session.config, async (store) => {
    const [gate] = await readRows<GateRow>(store, { table: GATES.name, keys: [key] });
    if (!gate) throw new ChannelwrightError('CW_NOT_FOUND', `"${key}" is not a closed gate`);
    const scope = await scopeOf(key, session.config.channels, store);
    mustNotBeHold(key, scope);
    return scope;
  });
  const command: GateCommand = { name: 'gates.open', key, by: context.io.user };
  const event = commandEvent(GATE_COMMAND, scope, command, context.scheduler.now());
  const { carriedOut } = await sendCommands([event], session.parts);
  const text = `${key} is open. ${CARRIED_OUT[carriedOut]}`;
  return { json: { command: 'gates.open', gate: key, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}

/** The account would say that it is held, and send. @throws ChannelwrightError `CW_USAGE` */
function mustNotBeHold(key: string, { account }: CommandScope): void {
  if (account === undefined || key !== heldGate(account)) return;
  throw new ChannelwrightError(
    'CW_USAGE',
    `${account} is held: \`channelwright accounts resume ${account}\` ends that`,
  );
}

/** Whose gate it is, by its key. */
async function scopeOf(
  gate: string,
  channels: Readonly<Record<string, { app: string }>>,
  store: WorkStore,
): Promise<CommandScope> {
  const [kind, name = '', rest = ''] = /^(\w+):([^:/]*)[:/]?(.*)$/.exec(gate)?.slice(1) ?? [];
  if (kind === 'portal') return { app: name, portal: rest };
  if (kind === 'channel' || kind === 'provider') return { app: channels[name]?.app ?? '', portal: '' };
  const [account] = await readRows<AccountRow>(store, { table: ACCOUNTS.name, keys: [name] });
  return account ? { app: account.app, portal: account.portal, account: name } : { app: '', portal: '' };
}
