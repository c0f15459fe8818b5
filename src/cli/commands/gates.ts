import type { GateCommand } from '../../delivery/gate-reducer.js';
import { ACCOUNTS, type AccountRow } from '../../directory/account-row.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { type CommandScope, commandEvent, GATE_COMMAND } from '../../outbox/command-event.js';
import { GATES, type GateRow } from '../../outbox/gate.js';
import { WORK } from '../../outbox/work-row.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { CommandContext } from '../command.js';
import { readConfig } from '../read-config.js';
import { readRows, readTable } from '../read-rows.js';
import type { Report } from '../report.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../send-commands.js';
import { openSession } from '../session.js';
import { isoTime, table } from '../table.js';
import { withStore } from '../with-store.js';

/** Every closed scope, with the reason and how many conversations wait for it. */
export async function gatesList(context: CommandContext): Promise<Report> {
  const config = await readConfig(context);
  const gates = await withStore(config, async (store) => {
    const rows = await readTable<GateRow>(store, GATES.name);
    return Promise.all(rows.map(async (row) => ({ ...row, waiting: await waitingFor(row.key, store) })));
  });
  const rows = gates.map(({ key, kind, closedAtMs, untilMs, reason, waiting }) => [
    key,
    kind,
    isoTime(closedAtMs),
    untilMs === undefined ? undefined : isoTime(untilMs),
    reason && [reason.class, reason.code].filter((part) => part !== undefined).join(' '),
    waiting,
  ]);
  const text = table(['gate', 'kind', 'closed', 'until', 'reason', 'waiting'], rows, 'Every gate is open.');
  return { json: { gates }, text };
}

/** Opens a gate before its time. */
export async function gatesOpen(context: CommandContext, key: string): Promise<Report> {
  await using session = await openSession(context);
  const scope = await withStore(session.config, async (store) => {
    const [gate] = await readRows<GateRow>(store, { table: GATES.name, keys: [key] });
    if (!gate) throw new ChannelwrightError('CW_NOT_FOUND', `"${key}" is not a closed gate`);
    return scopeOf(key, session.config.channels, store);
  });
  const command: GateCommand = { name: 'gates.open', key, by: context.io.user };
  const event = commandEvent(GATE_COMMAND, scope, command, context.scheduler.now());
  const { carriedOut } = await sendCommands([event], session.parts);
  const text = `${key} is open. ${CARRIED_OUT[carriedOut]}`;
  return { json: { command: 'gates.open', gate: key, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}

function waitingFor(gate: string, store: WorkStore): Promise<number> {
  return store.count({ table: WORK.name, equal: { gate } });
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
