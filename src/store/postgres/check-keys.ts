import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { Sealer } from '../sealing.js';
import type { SchemaName } from './names.js';
import type { Sql } from './sql.js';

/**
 * Remembers which keys were ever used here, so that a wrong one is found out now and not at the first row.
 *
 * @param note whether rows may be sealed from now on
 */
export async function checkKeys(sql: Sql, schema: SchemaName, sealer: Sealer, note: boolean): Promise<void> {
  const used = (await sql.query<[string]>(`SELECT id FROM ${schema}.sealing_keys`)).map(([id]) => id);
  if (used.length > 0 && !used.some((id) => sealer.keyIds.includes(id))) {
    throw new ChannelwrightError('CW_STORE_KEY_MISSING', 'none of the configured keys was ever used in it');
  }
  const current = sealer.keyIds[0];
  if (!note || current === undefined || used.includes(current)) return;
  await sql.query(`INSERT INTO ${schema}.sealing_keys (id) VALUES ($1) ON CONFLICT DO NOTHING`, [current]);
}
