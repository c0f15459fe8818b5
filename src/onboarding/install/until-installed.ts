import type { PortalRow } from '../../directory/portals/portal-row.js';
import type { Scheduler } from '../../policy/scheduler.js';

/** The portals as this process knows them. */
export interface FollowedPortals {
  row(app: string, portal: string): PortalRow | undefined;
  /** Every row that is committed from now on, here or elsewhere. @returns ends it */
  follow(listener: (row: PortalRow) => void): () => void;
}

/** How long a browser waits for the owner of the portal, ms. */
const LONGEST_WAIT_MS = 10_000;

/** Resolves to whether this process knows the portal as it was installed at that time, or later. Bounded. */
export function untilInstalled(
  { portals, scheduler }: { portals: FollowedPortals; scheduler: Scheduler },
  { app, portal }: Pick<PortalRow, 'app' | 'portal'>,
  installedAtMs: number,
): Promise<boolean> {
  const isKnown = (row: PortalRow | undefined) => (row?.installedAtMs ?? 0) >= installedAtMs;
  return new Promise((resolve) => {
    const end = (known: boolean) => {
      cancel();
      unfollow();
      resolve(known);
    };
    const unfollow = portals.follow((row) => {
      if (row.app === app && row.portal === portal && isKnown(row)) end(true);
    });
    const cancel = scheduler.at(scheduler.now() + LONGEST_WAIT_MS, () => end(false));
    if (isKnown(portals.row(app, portal))) end(true);
  });
}
