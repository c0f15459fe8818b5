import type { FleetAccount, FleetBench } from '../../../src/testing/fleet-conformance.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { MemoryFleet, MemoryLedger } from '../../fixtures/memory-fleet.js';

export async function openMemoryFleetBench(): Promise<FleetBench> {
  const ledger = new MemoryLedger(new ManualScheduler());
  const accounts = new Map<string, FleetAccount>();
  return {
    connect: async () => new MemoryFleet(ledger),
    async putAccount(account) {
      accounts.set(account.key, account);
      const needed = [...accounts.values()].filter(({ state }) => state === 'active' || state === 'held');
      ledger.needs.set(
        account.slot,
        needed.filter(({ slot }) => slot === account.slot),
      );
    },
    async age(id, ms) {
      const member = ledger.members.get(id);
      if (member) member.renewedAtMs -= ms;
    },
    destroy: async () => undefined,
  };
}
