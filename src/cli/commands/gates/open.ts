import { heldGate } from '../../../delivery/gates/gate-changes.js';
import type { GateCommand } from '../../../delivery/gates/gate-reducer.js';
import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import { PORTALS, type PortalRow } from '../../../directory/portals/portal-row.js';
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
  const { isClosed, scope } = await withStore(session.config, async (store) => {
    const [gate] = await readRows<GateRow>(store, { table: GATES.name, keys: [key] });
    return { isClosed: gate !== undefined, scope: await scopeOf(key, session.config.channels, store) };
  });
  if (!isClosed && !scope) {
    throw new ChannelwrightError('CW_NOT_FOUND', `gate "${key}": \`gates list\` shows those that are closed`);
  }
  if (!isClosed) return notClosed(key);
  mustNotBeHold(key, scope);
  const command: GateCommand = { name: 'gates.open', key, by: context.io.user };
  const event = commandEvent(GATE_COMMAND, scope ?? NOBODYS, command, context.scheduler.now());
  const { carriedOut } = await sendCommands([event], session.parts);
  const text = `${key} is open. ${CARRIED_OUT[carriedOut]}`;
  return { json: { command: 'gates.open', gate: key, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}

/** Of a gate whose account or portal is not known any more. */
const NOBODYS: CommandScope = { app: '', portal: '' };

function notClosed(gate: string): Report {
  const text = `${gate} is open already. Nothing was changed.`;
  return { json: { command: 'gates.open', gate, unchanged: true }, text };
}

/** The account would say that it is held, and send. @throws ChannelwrightError `CW_USAGE` */
function mustNotBeHold(key: string, { account }: Pick<CommandScope, 'account'> = {}): void {
  if (account === undefined || key !== heldGate(account)) return;
  throw new ChannelwrightError(
    'CW_USAGE',
    `${account} is held: \`channelwright accounts resume ${account}\` ends that`,
  );
}

/** Whose gate it is, by its key; `undefined`: nobody's who is known. */
async function scopeOf(
  gate: string,
  channels: Readonly<Record<string, { app: string }>>,
  store: WorkStore,
): Promise<CommandScope | undefined> {
  const [kind = '', name = '', rest = ''] = /^(\w+):([^:/]*)[:/]?(.*)$/.exec(gate)?.slice(1) ?? [];
  if (kind === 'portal' || kind === 'consent') return portalScope(`${name}/${rest}`, store);
  if (kind === 'channel' || kind === 'provider') {
    const channel = channels[name];
    return channel && { app: channel.app, portal: '' };
  }
  return OF_ACCOUNTS.includes(kind) ? accountScope(name, store) : undefined;
}

const OF_ACCOUNTS = ['account', 'held', 'sender'];

async function portalScope(key: string, store: WorkStore): Promise<CommandScope | undefined> {
  const [row] = await readRows<PortalRow>(store, { table: PORTALS.name, keys: [key] });
  return row && { app: row.app, portal: row.portal };
}

async function accountScope(key: string, store: WorkStore): Promise<CommandScope | undefined> {
  const [row] = await readRows<AccountRow>(store, { table: ACCOUNTS.name, keys: [key] });
  return row && { app: row.app, portal: row.portal, account: key };
}
