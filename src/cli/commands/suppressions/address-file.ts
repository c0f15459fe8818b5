import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Address } from '../../../contract/address.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { addressOf } from '../../options/address.js';

/** A line of a file of addresses, from 1: what it says, or what is wrong with it. */
export interface AddressLine {
  line: number;
  address: Address | string;
}

/** What the column of addresses may be called. */
const COLUMNS = ['address', 'phone', 'phonenumber', 'number', 'to', 'peer', 'recipient', 'email', 'mobile'];

/**
 * Addresses, one a line, or a column of a CSV file with headings (comma, semicolon or tab; quotes where a value needs them). Empty
 * lines are left out. Read as it goes: nothing of the file is held.
 *
 * @throws ChannelwrightError `CW_USAGE` where the file cannot be read, or has headings of which none is a column of addresses
 */
export async function* readAddresses(file: string, isOpaque: boolean): AsyncGenerator<AddressLine> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  let column: number | undefined;
  let line = 0;
  try {
    for await (const raw of lines) {
      line += 1;
      const cells = cellsOf(line === 1 ? raw.replace(/^\ufeff/, '') : raw);
      if (cells.every((cell) => cell === '')) continue;
      if (column === undefined) {
        column = columnOf(cells);
        if (isHeading(cells[column] ?? '')) continue;
      }
      yield { line, address: addressOf(cells[column] ?? '', isOpaque) };
    }
  } catch (error) {
    throw isUnreadable(error) ? new ChannelwrightError('CW_USAGE', `the file cannot be read (${error.code})`) : error;
  } finally {
    lines.close();
  }
}

function isUnreadable(error: unknown): error is { code: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
}

/** Where there are headings, the column that is called an address; else the only one. */
function columnOf(cells: readonly string[]): number {
  const named = cells.findIndex(isHeading);
  if (named >= 0 || cells.length === 1) return Math.max(0, named);
  throw new ChannelwrightError('CW_USAGE', `the first line has no heading that is one of ${COLUMNS.join(', ')}`);
}

function isHeading(cell: string): boolean {
  return COLUMNS.includes(cell.toLowerCase().replace(/[\s_-]/g, ''));
}

const CELL = /\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))\s*([,;\t]|$)/y;

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const [, quoted, bare = '', end] = CELL.exec(line) ?? [];
    cells.push(quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"'));
    if (end === undefined || end === '') return cells;
  }
}
