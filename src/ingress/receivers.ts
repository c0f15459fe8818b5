import { Backfills } from './backfills.js';
import type { ReceiverDeps } from './receiver-deps.js';
import { Sockets } from './sockets.js';

/** Everything that goes and gets events: connections, and catching up with what was missed. */
export interface Receivers {
  /** Accounts have come, gone or changed. Also starts everything. */
  accountsChanged(): void;
  /** Webhooks could not be stored for a while: providers may have given up on some. */
  missedWebhooks(): void;
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
    async stop() {
      await Promise.all([sockets.stop(), backfills.stop()]);
    },
  };
}
