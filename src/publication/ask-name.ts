import type { Account } from '../contract/account.js';
import type { Address } from '../contract/address.js';
import type { ChannelAdapter } from '../contract/channel-adapter.js';
import { isTransportError } from '../contract/http-transport.js';
import type { ConversationRow } from '../directory/people/conversation-row.js';
import { isPeerOf } from '../directory/people/conversations.js';
import { type NameAnswer, readableName } from '../directory/people/peer-names.js';
import type { Scheduler } from '../policy/scheduler.js';
import { withinTime } from '../policy/within-time.js';

/** A message waits no longer than this for the name of its author, ms. */
const PATIENCE_MS = 3_000;

/** Who wrote, and where. */
export interface NameQuestion {
  peer: Address;
  conversation: ConversationRow;
  account: Account;
}

/** Asks the provider what somebody is called. Never rejects: a message is worth more than the name under it. */
export async function askName(
  adapter: ChannelAdapter,
  { peer, conversation, account }: NameQuestion,
  scheduler: Scheduler,
  hard: AbortSignal,
): Promise<NameAnswer> {
  const where = isPeerOf(conversation, peer) ? peer : conversation.address;
  try {
    const described = await withinTime(scheduler, PATIENCE_MS, hard, async (signal) =>
      adapter.describePeer?.(peer, where, account, signal),
    );
    const name = readableName(described?.name);
    return { kind: 'answered', ...(name !== undefined && { name }) };
  } catch (error) {
    return { kind: 'failed', code: codeOf(error) };
  }
}

/** Not its words: they may tell who was asked about, and the journal is not sealed. */
function codeOf(error: unknown): string {
  if (isTransportError(error)) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
