import type { Account } from '../../contract/account.js';
import type { ReceivedEvent } from '../../contract/provider-event.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { AppendOutcome, NewInboxEvent } from '../../outbox/inbox-event.js';
import { tracedEvent } from '../../outbox/traced-event.js';
import { mend } from '../webhooks/mend.js';
import { providerBatch } from '../webhooks/provider-events.js';
import { CHECKPOINTS, type CheckpointRow, checkpointEvent } from './checkpoint-row.js';
import type { ReceiverDeps } from './receiver-deps.js';

/** Something that receives for some accounts of one channel, and how far it has read. */
export interface Receiver {
  runtime: ChannelRuntime;
  /** At least one; all of one portal. */
  accounts: readonly [Account, ...Account[]];
}

type TakingDeps = Pick<ReceiverDeps, 'accounts' | 'append' | 'counters' | 'traces' | 'scheduler' | 'log'>;

/**
 * Appends what a receiver was told, and how far it has read, in one go. What is not about its accounts is rejected and
 * counted.
 *
 * @throws ChannelwrightError `CW_STORE_UNAVAILABLE`: nothing was stored
 */
export async function takeEvents(
  deps: TakingDeps,
  { runtime, accounts }: Receiver,
  received: readonly ReceivedEvent[],
  checkpoint?: { key: string; value: string },
): Promise<void> {
  const nowMs = deps.scheduler.now();
  const { events, foreign } = providerBatch(runtime, deps.accounts.lookup(runtime), accounts, received, nowMs);
  if (foreign > 0) {
    for (let i = 0; i < foreign; i += 1) deps.counters.foreignEvent(runtime.name);
    deps.log.warn('provider events rejected', { channel: runtime.name, foreign, ...mend('CW_EVENT_ACCOUNT_FOREIGN') });
  }
  const appended = checkpoint ? [...events, checkpointEvent(runtime, accounts[0], checkpoint, nowMs)] : events;
  if (appended.length === 0) return;
  const outcomes = await appendTraced(deps, runtime, appended);
  for (const [index, event] of events.entries()) {
    deps.counters.stored('provider', runtime.name, event.kind, outcomes[index] ?? 'appended');
  }
}

function appendTraced(
  { append, traces }: TakingDeps,
  { app, name, definition }: ChannelRuntime,
  events: NewInboxEvent[],
): Promise<readonly AppendOutcome[]> {
  const attributes = {
    'channelwright.app': app,
    'channelwright.channel': name,
    'messaging.system': definition.name,
    'messaging.operation.name': 'receive',
    'messaging.operation.type': 'receive',
    'messaging.batch.message_count': events.length,
  };
  return traces.within({ name: `receive ${name}`, kind: 'consumer', attributes }, ({ trace }) =>
    append(events.map((event) => tracedEvent(event, trace))),
  );
}

export async function readCheckpoint({ store }: Pick<ReceiverDeps, 'store'>, key: string): Promise<string | undefined> {
  const [rows = []] = await store.read([{ table: CHECKPOINTS.name, keys: [key] }]);
  return rows[0] && (JSON.parse(rows[0].doc) as CheckpointRow).value;
}
