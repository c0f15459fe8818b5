import { Backfills } from './backfills.js';
import type { ReceiverDeps } from './receiver-deps.js';
import { Sockets } from './sockets.js';

/** Everything that goes and gets events: connections, and catching up with what was missed. */
export interface Receivers {
  /** Accounts have come, gone or changed, or slots have been gained. Also starts everything. */
  accountsChanged(): void;
  /** Webhooks could not be stored for a while: providers may have given up on some. */
  missedWebhooks(): void;
  /**
   * Slots are lost, or being handed over: `owns` says no for their portals. Resolves when nothing is received for them any
   * more. The next owner reads on from the checkpoints of the store.
   */
  released(): Promise<void>;
  /** Connections that are kept open, or opened again, by channel. */
  connections(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export function createReceivers(deps: ReceiverDeps): Receivers {
  const backfills = new Backfills(deps);
  const sockets = new Sockets(deps, { opened: (accounts) => backfills.run(accounts) });
  return {
    accountsChanged() {
      sockets.refresh();
      backfills.refresh();
    },
    missedWebhooks: () => backfills.run(),
    async released() {
      await Promise.all([sockets.released(), backfills.released()]);
    },
    connections: () => sockets.byChannel(),
    async stop() {
      await Promise.all([sockets.stop(), backfills.stop()]);
    },
  };
}
