import type { ConnectorConfig } from '../../../config/connector-config.js';
import type { PortalRow } from '../../../directory/portal-row.js';
import type { SweepState } from '../../../ingress/sweep/sweep-state.js';
import { agoText } from '../../table.js';
import type { Finding } from '../finding.js';

/** A sweep that is so many times its turn late does not come to its end. */
const TURNS = 6;

/** Whether missed webhooks are still searched for. Nothing where there is nothing to say. */
export function sweepFinding(
  { app, portal }: PortalRow,
  state: SweepState | undefined,
  { everyMs, share }: ConnectorConfig['sweep'],
  nowMs: number,
): Finding[] {
  const finding = { check: 'sweep', of: `portal ${portal} of app ${app}` };
  if (share === 0 || !state) return [];
  if (state.obstacle !== undefined) {
    const detail = `missed webhooks are not searched for (${state.obstacle})`;
    return [{ ...finding, state: 'warning', detail, remedy: 'Grant `conversations.read`, see the finding on scopes' }];
  }
  const ago = nowMs - Math.max(state.startedMs, state.endedMs ?? 0);
  if (ago <= TURNS * everyMs) return [];
  const detail = `the last search for missed webhooks was ${agoText(ago)}`;
  const remedy = 'Start the connector; if it runs, the portal’s quota is always half used: see docs/explain/sweep.md';
  return [{ ...finding, state: 'warning', detail, remedy }];
}
