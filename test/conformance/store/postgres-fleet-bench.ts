import { PostgresLedger } from '../../../src/store/postgres/ledger/postgres-ledger.js';
import type { FleetBench } from '../../../src/testing/fleet-conformance.js';
import type { LedgerDatabase } from '../../fixtures/ledger-database.js';

export async function openPostgresFleetBench(database: LedgerDatabase): Promise<FleetBench> {
  const ledger = await database.openLedger();
  const { schema } = ledger;
  const outside = await ledger.connect();
  return {
    connect: async () => new PostgresLedger(await ledger.connect(), schema),
    async putAccount({ key, slot, app, channel, state }) {
      await outside.query(
        `INSERT INTO ${schema}.accounts (key, slot, app, channel, state, sealed) VALUES ($1, $2, $3, $4, $5, '')`,
        [key, slot, app, channel, state],
      );
    },
    async age(id, ms) {
      const earlier = `renewed_at = renewed_at - $2 * interval '1 millisecond'`;
      await outside.query(`UPDATE ${schema}.members SET ${earlier} WHERE id = $1`, [id, ms]);
    },
    destroy: () => ledger.disconnect(),
  };
}
