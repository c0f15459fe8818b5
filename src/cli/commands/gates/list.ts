import { GATES, type GateRow } from '../../../outbox/gate.js';
import { WORK } from '../../../outbox/work-row.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import type { CommandContext } from '../../command.js';
import { isoTime, table } from '../../output/table.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { readTable } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';

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

function waitingFor(gate: string, store: WorkStore): Promise<number> {
  return store.count({ table: WORK.name, equal: { gate } });
}
