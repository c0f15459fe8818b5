import type { ConnectorConfig } from '../../config/connector-config.js';
import { recoverPortals } from '../../delivery/recovery/recover-portals.js';
import { wantSweeps } from '../../ingress/sweep/want-sweeps.js';
import { SoleOwner } from '../../outbox/sole-owner.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { scheduleTakeoverReadBack } from '../../status/schedule-takeover-read-back.js';
import { seedEvents } from '../directory/seed-directory.js';
import { untilFolded } from '../until-folded.js';
import type { Ownership, Worker } from './ownership.js';
import { ProcessLicence } from './process-licence.js';

/** The only engine on an embedded store owns every slot from its opening to its end. */
export class SoleOwnership implements Ownership {
  readonly slots: SoleOwner;
  readonly licence = new ProcessLicence();
  readonly health = undefined;

  constructor(
    epoch: number,
    private readonly parts: { config: ConnectorConfig; scheduler: Scheduler; recovered: boolean },
  ) {
    this.slots = new SoleOwner(epoch);
  }

  async prepare(): Promise<void> {}

  /** First what is configured, then what the last owner may have left in flight, then work. */
  async begin({ engine, channels, store }: Worker): Promise<void> {
    const { config, recovered, scheduler } = this.parts;
    engine.fold.start('closed');
    await Promise.all(seedEvents(config, channels, engine, scheduler.now()).map((event) => engine.submit(event)));
    engine.fold.openInbox();
    if (recovered && (await untilFolded(store, scheduler))) {
      await recoverPortals(store, engine.submit, engine.portals.all(), scheduler.now());
    }
    await scheduleTakeoverReadBack(store, engine.submit, scheduler.now());
    const cause = recovered ? 'recovered' : 'started';
    await wantSweeps(engine.submit, engine.portals.all(), cause, scheduler.now());
    engine.dueWork.start();
  }

  lose(): void {
    this.licence.lose();
  }

  async stop(): Promise<void> {}
}
