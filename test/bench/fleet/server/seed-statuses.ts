import pg from 'pg';
import { POSTGRES_DEFAULTS } from '../../../../src/config/defaults.js';
import { slotOf } from '../../../../src/outbox/slot.js';
import type { Table } from '../../../../src/outbox/table.js';
import { WORK, type WorkRow } from '../../../../src/outbox/work-row.js';
import { messageKey } from '../../../../src/status/message-row.js';
import { STATUSES, type StatusRow } from '../../../../src/status/status-row.js';
import { STATUS_QUEUE, statusWorkKey } from '../../../../src/status/status-work.js';
import { CHANNEL_ID, type Line } from '../../traffic/the-account.js';

const APP = 'main';
/** Stands for the number of a row. */
const NUMBER = '#';

export interface Backlog {
  lines: readonly Line[];
  /** The message HubSpot knows in each line, told of again and again. */
  messageIds: readonly string[];
  perLine: number;
}

/** Statuses that HubSpot has yet to be told, and the work that follows, written by the database itself. Answers a row of work of each line. */
export async function seedStatuses(url: string, { lines, messageIds, perLine }: Backlog): Promise<WorkRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [index, line] of lines.entries()) {
    const status = statusRow(line, messageIds[index]!);
    await insert(client, STATUSES, status, perLine);
    await insert(client, WORK, workRow(line, status), perLine);
  }
  await client.query('ANALYZE');
  await client.end();
  return lines.map((line, index) => numbered(workRow(line, statusRow(line, messageIds[index]!)), 1));
}

function numbered(row: WorkRow, number: number): WorkRow {
  return JSON.parse(JSON.stringify(row).replaceAll(NUMBER, String(number))) as WorkRow;
}

/** So many copies of a row, numbered wherever the sign stands. */
async function insert<Row>(client: pg.Client, table: Table<Row>, row: Row, count: number): Promise<void> {
  const columns = { key: table.key(row), ...table.columns(row), doc: JSON.stringify(row) };
  const expressions = Object.values(columns).map((value, index) => {
    if (typeof value === 'string') return `replace($${index + 2}::text, '${NUMBER}', n::text)`;
    return value === null ? `$${index + 2}::text` : `$${index + 2}::bigint`;
  });
  await client.query(
    `INSERT INTO ${POSTGRES_DEFAULTS.schema}.${table.name} (${Object.keys(columns).join(', ')})
     SELECT ${expressions.join(', ')} FROM generate_series(1, $1) AS n`,
    [count, ...Object.values(columns)],
  );
}

function statusRow({ key, portalId }: Line, messageId: string): StatusRow {
  const nowMs = Date.now();
  return {
    key: messageKey(APP, portalId, `${messageId}-${NUMBER}`),
    app: APP,
    portal: portalId,
    channel: 'chat',
    hubspotChannelId: CHANNEL_ID,
    account: key,
    messageId,
    createdAtMs: nowMs,
    desired: { status: 'READ' },
    synced: { status: 'SENT' },
    failures: 0,
    updatedAtMs: nowMs,
  };
}

function workRow({ portalId }: Line, status: StatusRow): WorkRow {
  return {
    key: statusWorkKey(status.key),
    queue: STATUS_QUEUE,
    app: APP,
    portal: portalId,
    slot: slotOf(APP, portalId),
    dueAtMs: Date.now(),
    leased: false,
    ref: status.key,
  };
}
