import { inject, injectable } from 'inversify';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../../directory/accounts/accounts.js';
import { isChannelwrightError } from '../../errors/channelwright-error.js';
import { OWNED_SLOTS, type OwnedSlots } from '../../outbox/owned-slots.js';
import { slotOf } from '../../outbox/slot.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import { portalKey } from '../../outbox/work-row.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import type { DeliveryEvents } from '../message/delivery-events.js';
import { channelGates } from './channel-gate.js';
import { ClosedGates } from './closed-gates.js';

interface Waiting {
  app: string;
  portal: string;
  gate: string;
}

/**
 * Lets go what waits for a shared gate that is gone, in a fleet. Whoever opens it only removes its row. Every process that
 * hears of that releases the lanes of its own slots; and whoever takes over slots releases what waits in them for gates that
 * are not closed: so it does not matter who has heard of what, and when.
 */
@injectable()
export class GateReleases {
  constructor(
    @inject(ClosedGates) private readonly gates: ClosedGates,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(OWNED_SLOTS) private readonly slots: OwnedSlots,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {
    // Where one process owns everything, opening and releasing are one commit.
    if (slots.shared) gates.whenOpened((key) => void this.releaseOpened(key));
  }

  /** The gate is not closed any more: what waits for it in the slots of this process goes on. */
  releaseOpened(gate: string): Promise<void> {
    return this.#release((_slot, present) => present === gate);
  }

  /**
   * What waits in these slots for shared gates that are not closed goes on. To be called with slots just taken over, once the
   * closed gates are known as they are, and before due work of the slots begins or soon after.
   */
  releaseStale(slots: ReadonlySet<number>): Promise<void> {
    return this.#release((slot) => slots.has(slot));
  }

  async #release(concerns: (slot: number, gate: string) => boolean): Promise<void> {
    const waiting = new Map<string, Waiting>();
    for (const { row } of this.accounts.all()) {
      const { app, portal, channel } = row;
      const slot = slotOf(app, portal);
      if (this.slots.epochOf(slot) === undefined) continue;
      for (const gate of channelGates(channel)) {
        if (concerns(slot, gate) && !this.gates.isClosed(gate)) {
          waiting.set(`${portalKey(app, portal)}\n${gate}`, { app, portal, gate });
        }
      }
    }
    await Promise.all([...waiting.values()].map((one) => this.#tell(one)));
  }

  async #tell({ app, portal, gate }: Waiting): Promise<void> {
    const body: DeliveryEvents['released'] = { gate };
    try {
      await this.submit({ kind: 'delivery.released', app, portal, receivedAtMs: this.scheduler.now(), body });
    } catch (error) {
      // Its next owner releases it: as with every slot that is taken over.
      if (isChannelwrightError(error, 'CW_STORE_FENCED') || isChannelwrightError(error, 'CW_NOT_RUNNING')) return;
      this.log.error('what waits for a gate that is open could not be released', { gate, error });
    }
  }
}
