import type { Change } from '../../outbox/change.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import type { ColumnValue, StoredRow } from '../../outbox/table.js';

type Put = Extract<Change, { op: 'put' }>;

/** 2026-11-22 in ms. Any time would do. */
export const NOW = 1_795_305_600_000;

export function event(over: Partial<NewInboxEvent> = {}): NewInboxEvent {
  return {
    kind: 'test.event',
    slot: 7,
    app: 'main',
    portal: '62515',
    receivedAtMs: NOW,
    body: { text: 'hello' },
    ...over,
  };
}

/** An event whose body is its name. */
export function named(name: string, over: Partial<NewInboxEvent> = {}): NewInboxEvent {
  return event({ body: name, ...over });
}

export function work(key: string, over: Record<string, ColumnValue> = {}): Put {
  const columns = { queue: 'send', portal: 'main/1', slot: 7, due_at: 0, leased: 0, gate: null, ref: null, ...over };
  return { op: 'put', table: 'work', key, columns, doc: JSON.stringify({ key }) };
}

export function message(key: string, over: Record<string, ColumnValue> = {}): Put {
  const columns = {
    app: 'main',
    portal: '62515',
    channel: 'sms',
    account: 'line-1',
    conversation: 'c1',
    created_at: NOW,
    received_at: NOW,
    origin: 'agent',
    adapter_version: '1.0.0',
    open: 1,
    ...over,
  };
  return { op: 'put', table: 'messages', key, columns, doc: JSON.stringify({ key }) };
}

/** A row of a sealed table. */
export function content(key: string, doc: string, expiresAtMs: number | null = NOW): Put {
  return { op: 'put', table: 'contents', key, columns: { expires_at: expiresAtMs }, doc };
}

export function publication(key: string, over: Record<string, ColumnValue> = {}): Put {
  const columns = {
    portal: 'main/62515',
    channel: 'sms',
    account: 'line-1',
    conversation: 'c1',
    state: 'ready',
    created_at: NOW,
    message: null,
    ...over,
  };
  return { op: 'put', table: 'publications', key, columns, doc: JSON.stringify({ key }) };
}

export function journalEntry(messageKey: string, doc: string, over: Record<string, ColumnValue> = {}): Change {
  const columns = {
    message: messageKey,
    app: 'main',
    portal: '62515',
    channel: 'sms',
    account: 'line-1',
    conversation: 'c1',
    type: 'message.sent',
    at: NOW,
    ...over,
  };
  return { op: 'journal', columns, doc };
}

export function keys(rows: readonly StoredRow[] | undefined): string[] {
  return (rows ?? []).map((row) => row.key);
}
