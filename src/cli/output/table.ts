import Table from 'cli-table3';
import { printable } from './printable.js';

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

export type Cell = string | number | boolean | undefined;

/** Columns under headings, without lines or colours, so that they can be copied and cut up. Nothing to show: the text `none`. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[], none: string): string {
  if (rows.length === 0) return none;
  const style = { 'padding-left': 0, 'padding-right': 0, head: [], border: [] };
  const made = new Table({ head: headings.map((heading) => heading.toUpperCase()), chars: NO_LINES, style });
  for (const row of rows) made.push(row.map(cellText));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '–';
  return typeof cell === 'string' ? printable(cell) : String(cell);
}

/** A time for people and programs alike. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

const AGO: readonly [unit: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** How long ago something was, in its largest whole unit. */
export function agoText(ms: number): string {
  const [unit, length] = AGO.find(([, each]) => ms >= each) ?? ['s', 1_000];
  return `${Math.max(0, Math.floor(ms / length))}${unit} ago`;
}
