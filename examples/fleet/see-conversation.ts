import type { Emulator, Seeded, WebhookDouble } from 'channelwright/testing';
import Table from 'cli-table3';
import { accountKey } from './fleet-config.js';

/** A portal, and the one customer it talks with. */
export interface Conversation {
  portalId: string;
  /** HubSpot's id of our end, and ours. */
  accountId: string;
  accountKey: string;
  customer: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID'; value: string };
}

/** What became of it, seen from both ends. */
export interface Seen {
  portalId: string;
  /** Texts that the customer really got, in order. */
  got: string[];
  /** How many of the agent's messages HubSpot shows as read. */
  read: number;
  /** The customer's texts as HubSpot shows them, in order. */
  shown: string[];
}

export function conversationsOf({ installs, channels }: Seeded): Conversation[] {
  return channels[0]!.accounts.map(({ id }, at) => ({
    portalId: installs[at]!.portalId,
    accountId: id,
    accountKey: accountKey(at),
    customer: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: `customer of ${installs[at]!.portalId}` },
  }));
}

export function seeConversation(
  { portalId, customer }: Conversation,
  { control }: Emulator,
  chat: WebhookDouble,
): Seen {
  const messages = control.messages({ portalId });
  const incoming = messages.filter(({ direction }) => direction === 'INCOMING');
  return {
    portalId,
    got: chat.delivered.filter(({ peer }) => peer.value === customer.value).map(({ text }) => text ?? ''),
    read: messages.filter(({ status }) => status.statusType === 'READ').length,
    shown: incoming.map(({ text }) => text),
  };
}

/** Everything has arrived, once and in order, and HubSpot knows. */
export function isRight({ got, read, shown }: Seen, rounds: number): boolean {
  const numbers = Array.from({ length: rounds }, (_, at) => at + 1);
  const are = (texts: string[], word: string) => texts.join() === numbers.map((n) => `${word} ${n}`).join();
  return are(got, 'Answer') && read === rounds && are(shown, 'Question');
}

export function tableOf(seen: readonly Seen[]): string {
  const table = new Table({
    head: ['portal', 'the customer got', 'HubSpot shows as read', 'the customer wrote, as HubSpot shows it'],
    style: { head: [], border: [], compact: true },
  });
  for (const { portalId, got, read, shown } of seen) table.push([portalId, numbers(got), read, numbers(shown)]);
  return table.toString();
}

/** `Answer 1`, `Answer 2` → `1 2`. */
function numbers(texts: readonly string[]): string {
  return texts.map((text) => text.split(' ').at(-1)).join(' ');
}
