import type { Change } from '../../../src/outbox/change.js';
import type { WorkStore } from '../../../src/outbox/work-store.js';
import { MESSAGES, type MessageRow, messageKey } from '../../../src/status/message-row.js';
import { STATUSES, type StatusRow } from '../../../src/status/status-row.js';
import { CHANNEL_ID, messageId, PORTALS, peer } from '../traffic/the-account.js';

const CHUNK = 1_000;
const APP = 'main';
/** Far from the numbers of the messages that are written meanwhile. */
const FIRST = 10_000_000;
/** The version that has marked them. */
export const SPOILT_BY = '9.9.9';

/** Messages that a provider has refused, as the fold leaves them when HubSpot has been told. */
export async function failedMessages(store: WorkStore, count: number, portals = PORTALS): Promise<void> {
  for (let first = 0; first < count; first += CHUNK) {
    const changes: Change[] = [];
    for (let index = first; index < Math.min(count, first + CHUNK); index++)
      changes.push(...failed(FIRST + index, portals));
    await store.commit(changes);
  }
}

function failed(number: number, portals: readonly string[]): Change[] {
  const portal = portals[number % portals.length]!;
  const atMs = Date.now() - 3_600_000;
  const reason = { class: 'unknown', code: '1', scope: 'message' } as const;
  const key = messageKey(APP, portal, messageId(number));
  const owner = { key, app: APP, portal, channel: 'chat', hubspotChannelId: CHANNEL_ID, account: 'main-line' };
  const message: MessageRow = {
    ...owner,
    id: messageId(number),
    conversation: `spoilt-${number}`,
    threadId: String(number),
    origin: 'agent',
    createdAtMs: atMs,
    receivedAtMs: atMs,
    deadlineAtMs: atMs + 900_000,
    to: peer(number),
    parts: [
      {
        id: `part-${number}`,
        index: 0,
        idempotencyKey: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
        continues: false,
        adapterVersion: SPOILT_BY,
        attempts: [
          {
            n: 1,
            correlation: `c-${number}`,
            epoch: 1,
            intendedAtMs: atMs,
            outcome: 'rejected',
            returnedAtMs: atMs,
            reason,
            progress: 'pending',
            ids: [],
            lookups: 0,
          },
        ],
      },
    ],
    adapter: { name: 'webhook', version: SPOILT_BY },
    framework: '0.1.0',
  };
  const told = { status: 'FAILED', reason: { class: 'unknown', code: '1' } } as const;
  const times = { createdAtMs: atMs, desiredAtMs: atMs, updatedAtMs: atMs };
  const status: StatusRow = {
    ...owner,
    messageId: messageId(number),
    ...times,
    desired: told,
    synced: told,
    failures: 0,
  };
  return [
    { op: 'put', table: MESSAGES.name, key, columns: MESSAGES.columns(message), doc: JSON.stringify(message) },
    { op: 'put', table: STATUSES.name, key, columns: STATUSES.columns(status), doc: JSON.stringify(status) },
  ];
}
