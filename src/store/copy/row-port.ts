import type { ColumnValue } from '../../outbox/table.js';
import type { TableDeclaration } from '../schema.js';

/** A row on its way from one store to another: in the clear. */
export interface CopiedRow {
  /** Its key or its number. */
  id: string | number;
  /** In declared order. */
  values: ColumnValue[];
  /** What it holds beside its columns; absent in tables that hold nothing else. */
  doc?: string;
}

/** Whatever a store holds, table by table. */
export interface RowSource {
  /** The next rows in the order of their identity: a page that fits into memory, empty at the end. */
  rows(table: TableDeclaration, after: string | number | undefined): Promise<CopiedRow[]>;
  /** The highest number that a numbered table has ever given out: none may come twice. */
  lastNumber(table: TableDeclaration): Promise<number>;
  close(): Promise<void>;
}

/** A store that is being made of rows. Nobody sees it before it is complete. */
export interface RowTarget extends RowSource {
  write(table: TableDeclaration, rows: readonly CopiedRow[]): Promise<void>;
  /** Numbers begin above this one. */
  numberAfter(table: TableDeclaration, last: number): Promise<void>;
  /** What was written becomes the store, whole and at once. Its epochs begin above the given one. */
  complete(lastEpoch: number): Promise<void>;
}

/** How many rows a page has, at most … */
export const PAGE_ROWS = 500;
/** … and at about how many characters it ends before that. */
export const PAGE_CHARACTERS = 4_000_000;
