export type ColumnValue = string | number | null;

/**
 * A kind of row: a document with a key and the few columns it is found by. The SQL for it is in `store/`; what the document
 * means is known only to the layer that declares the table.
 */
export interface Table<Row> {
  /** Also the name of the SQL table. */
  readonly name: string;
  /** At most 512 characters. */
  key(row: Row): string;
  /** Columns by their SQL names. Every row of a table has the same ones. */
  columns(row: Row): Record<string, ColumnValue>;
}

/** A row as a store hands it over: `doc` is the JSON of the row, in the clear. */
export interface StoredRow {
  key: string;
  doc: string;
}
