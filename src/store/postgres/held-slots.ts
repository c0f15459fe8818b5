import type { SchemaName } from './names.js';

/**
 * The rows of those slots that are owned under these epochs, locked until the end of the statement: nobody can take them over
 * while it runs. A row that another transaction is changing is waited for, and looked at again as it is then.
 *
 * @param slots, epochs placeholders of two lists of the same length
 */
export function heldSlots(schema: SchemaName, slots: string, epochs: string): string {
  return `SELECT owned.slot FROM ${schema}.slots AS owned
    JOIN unnest(${slots}::int[], ${epochs}::bigint[]) AS given (slot, epoch) USING (slot)
    WHERE owned.epoch = given.epoch ORDER BY owned.slot FOR SHARE OF owned`;
}
