import { median } from './statistics.js';

/** What one section found. */
export interface Report {
  title: string;
  columns: string[];
  rows: (string | number)[][];
  notes?: string[];
  aims?: Aim[];
}

export interface Aim {
  what: string;
  aim: string;
  measured: string;
  met: boolean;
}

/** As Markdown, ready for a page. */
export function markdown({ title, columns, rows, notes = [] }: Report): string {
  const lines = [`### ${title}`, '', row(columns), row(columns.map((_, index) => (index === 0 ? '---' : '---:')))];
  for (const cells of rows) lines.push(row(cells));
  if (notes.length > 0) lines.push('', ...notes.map((note) => `- ${note}`));
  return lines.join('\n');
}

export function aimsTable(aims: readonly Aim[]): string {
  const lines = [row(['What', 'Measured', 'Aim', 'Met']), row(['---', '---', '---', '---'])];
  for (const { what, measured, aim, met } of aims) lines.push(row([what, measured, aim, met ? 'yes' : 'no']));
  return lines.join('\n');
}

function row(cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** With as many decimals as its size deserves. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The median of what the rounds gave, and between what they lay. */
export function spread(values: readonly number[]): string {
  return `${figure(median(values))} (${figure(Math.min(...values))}–${figure(Math.max(...values))})`;
}
