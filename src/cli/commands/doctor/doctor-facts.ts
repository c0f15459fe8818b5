import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import { PORTALS, type PortalRow } from '../../../directory/portals/portal-row.js';
import { CHECKPOINTS, type CheckpointRow } from '../../../ingress/receiving/checkpoint-row.js';
import { parseSweep, type SweepState, sweepCheckpoint } from '../../../ingress/sweep/sweep-state.js';
import { GATES, type GateRow } from '../../../outbox/gate.js';
import { readTable } from '../../rows/read-rows.js';
import type { Session } from '../../session.js';
import { learntIn } from '../channels/learnt-channel-ids.js';

/** What the store says of everything that is examined. Empty where there is no store yet. */
export interface DoctorFacts {
  portals: PortalRow[];
  accounts: AccountRow[];
  gates: GateRow[];
  /** HubSpot's ids of channels, by our names. */
  channelIds: ReadonlyMap<string, string>;
  sweepOf(row: PortalRow): SweepState | undefined;
}

export async function doctorFacts({ config, store: kept }: Session): Promise<DoctorFacts> {
  const stored = await kept.readIfThere(async (store) => {
    const portals = await readTable<PortalRow>(store, PORTALS.name);
    const accounts = await readTable<AccountRow>(store, ACCOUNTS.name);
    const gates = await readTable<GateRow>(store, GATES.name);
    const keys = portals.map(({ app, portal }) => sweepCheckpoint(app, portal));
    const [rows = []] = await store.read([{ table: CHECKPOINTS.name, keys }]);
    const sweeps = new Map(rows.map(({ key, doc }) => [key, parseSweep((JSON.parse(doc) as CheckpointRow).value)]));
    return { portals, accounts, gates, sweeps, learnt: await learntIn(store) };
  });
  const { portals = [], accounts = [], gates = [], sweeps, learnt } = stored ?? {};
  const channelIds = new Map(learnt);
  for (const { name, hubspotChannelId } of Object.values(config.channels)) {
    if (hubspotChannelId !== undefined) channelIds.set(name, hubspotChannelId);
  }
  const sweepOf = ({ app, portal }: PortalRow) => sweeps?.get(sweepCheckpoint(app, portal));
  return { portals, accounts, gates, channelIds, sweepOf };
}
