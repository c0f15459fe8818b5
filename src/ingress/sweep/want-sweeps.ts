import type { PortalName } from '../../outbox/portal-rows.js';
import type { Submit } from '../../outbox/submit.js';
import { SWEEP_WANTED, type SweepCause, type SweepWantedBody } from './sweep-events.js';

/**
 * Webhooks of these portals may have been lost. Resolves when it is noted: their sweeps follow, each in its turn.
 *
 * @throws ChannelwrightError `CW_STORE_FENCED` when the slot of one was lost, `CW_STORE_UNAVAILABLE`
 */
export async function wantSweeps(
  submit: Submit,
  portals: readonly PortalName[],
  cause: SweepCause,
  nowMs: number,
): Promise<void> {
  const body: SweepWantedBody = { cause };
  await Promise.all(
    portals.map(({ app, portal }) => submit({ kind: SWEEP_WANTED, app, portal, receivedAtMs: nowMs, body }, 'aside')),
  );
}
