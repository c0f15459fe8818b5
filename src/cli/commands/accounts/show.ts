import { gatesBefore } from '../../../delivery/gates/gate-changes.js';
import type { AccountRow } from '../../../directory/accounts/account-row.js';
import { GATES, type GateRow } from '../../../outbox/gate.js';
import type { CommandContext } from '../../command.js';
import { knownAccount } from '../../options/known-account.js';
import { isoTime } from '../../output/table.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';

/** All that is known of an account. Of its settings only the names: what they hold may be secret. */
export async function accountsShow(context: CommandContext, key: string): Promise<Report> {
  const config = await readConfig(context);
  const { row, gates } = await withStore(config, async (store) => {
    const known = await knownAccount(key, store);
    return {
      row: known,
      gates: await readRows<GateRow>(store, { table: GATES.name, keys: gatesBefore({ ...known, account: key }) }),
    };
  });
  const { settings: _, seed, ...rest } = row;
  const account = { ...rest, settings: settingNames(row), fromConfiguration: seed !== undefined };
  const lines = [
    ['account', key],
    ['state', stateText(row)],
    ['name', row.name],
    ['channel', row.channel],
    ['app', row.app],
    ['portal', row.portal],
    ['HubSpot id', row.channelAccountId],
    ['address', row.address.value],
    ['settings', account.settings.join(', ') || 'none'],
    ['from', account.fromConfiguration ? 'the configuration' : 'a connection'],
    ['replaced by', row.replacedBy],
    ['replaces', row.replaces?.join(', ')],
    ['closed gates', gates.map((gate) => gate.key).join(', ') || 'none'],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${`${name}:`.padEnd(14)}${value}`]));
  return { json: { account, gates }, text: lines.join('\n') };
}

/** With why, and since when, where that is known. */
function stateText({ state, switched }: AccountRow): string {
  return switched ? `${state} (${switched.why}, by ${switched.by}, since ${isoTime(switched.atMs)})` : state;
}

function settingNames({ settings }: AccountRow): string[] {
  return typeof settings === 'object' && settings !== null ? Object.keys(settings) : [];
}
