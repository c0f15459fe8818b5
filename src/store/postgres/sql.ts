/** What a statement can be given: `null`, or what PostgreSQL reads as the type that is named in the text. */
export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly (string | number | boolean | null | Uint8Array)[];

/**
 * Statements on the database of a fleet. Each is a transaction of its own and one round trip, so that it works through a pool in
 * transaction mode, and nothing is left open by a process that stops in the middle.
 */
export interface Sql {
  /**
   * Rows as arrays, in the order of the columns. `bigint` comes as a number, `bytea` as bytes.
   *
   * @throws ChannelwrightError `CW_STORE_UNAVAILABLE` where nothing is known of what became of it, or where it may work later;
   *   `CW_STORE_ROW_INVALID` where the values do not fit
   */
  query<Row extends unknown[]>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
}
