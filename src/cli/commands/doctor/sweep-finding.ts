import type { ConnectorConfig } from '../../../config/connector-config.js';
import type { PortalRow } from '../../../directory/portals/portal-row.js';
import type { SweepObstacle, SweepState } from '../../../ingress/sweep/sweep-state.js';
import { lacksScope } from '../../../ingress/sweep/sweep-work.js';
import { agoText } from '../../output/table.js';
import type { Finding } from '../check/finding.js';

/** A sweep that is so many times its turn late does not come to its end. */
const TURNS = 6;

const REMEDIES: Record<SweepObstacle, string> = {
  scope: 'Grant `conversations.read`, see the finding on scopes',
  unauthenticated: 'See the finding on the portal’s token',
  refused: 'Update Channelwright: HubSpot does not answer as this version expects',
};

/** Whether missed webhooks are still searched for. Nothing where there is nothing to say. */
export function sweepFinding(
  row: PortalRow,
  state: SweepState | undefined,
  { everyMs, share }: ConnectorConfig['sweep'],
  nowMs: number,
): Finding[] {
  const { app, portal } = row;
  const finding = { check: 'sweep', of: `portal ${portal} of app ${app}` };
  if (share === 0 || !state) return [];
  // The next one is on its way where what kept the last one has been granted since.
  const isOver = state.obstacle === 'scope' && state.wantedMs !== undefined && !lacksScope(row);
  if (state.obstacle !== undefined && !isOver) {
    const detail = `missed webhooks are not searched for (${state.obstacle})`;
    return [{ ...finding, state: 'warning', detail, remedy: REMEDIES[state.obstacle] }];
  }
  const ago = nowMs - Math.max(state.startedMs, state.endedMs ?? 0);
  if (ago <= TURNS * everyMs) return [];
  const detail = `the last search for missed webhooks was ${agoText(ago)}`;
  const remedy = 'Start the connector; if it runs, the portal’s quota is always half used: see docs/explain/sweep.md';
  return [{ ...finding, state: 'warning', detail, remedy }];
}
