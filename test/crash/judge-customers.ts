import type { Message } from '../../src/emulator/world/model.js';
import { conversationOf, type Received } from './ledger.js';
import type { Stage } from './stage.js';

/** Each customer's message that the provider was relieved of is in HubSpot once, with its files, in its place. */
export function judgeCustomers({ emulator, ledger }: Stage): string[] {
  const published = emulator.control.messages({ origin: 'published' });
  const byWord = Map.groupBy(published, ({ text }) => /canary\w+x/.exec(text)?.[0] ?? '');
  return [
    ...ledger.received.flatMap((received) => judgeOne(received, byWord.get(received.word) ?? [])),
    ...judgeFiles(ledger.received, published),
    ...judgeOrder(ledger.received, published),
  ];
}

function judgeOne({ word, acknowledged }: Received, found: readonly Message[]): string[] {
  if (found.length > 1) return [`the customer's ${word} is in HubSpot ${found.length} times`];
  if (found.length === 0 && acknowledged) return [`the customer's ${word} was acknowledged and is not in HubSpot`];
  return [];
}

/** A file may come after its text, as a message of its own, so files are counted in all. */
function judgeFiles(received: readonly Received[], published: readonly Message[]): string[] {
  const texts = new Set(published.map(({ text }) => text));
  const wanted = received.filter(({ word }) => [...texts].some((text) => text.includes(word)));
  const expected = wanted.reduce((sum, { files }) => sum + files, 0);
  const found = published.reduce((sum, { attachments }) => sum + attachments.length, 0);
  return found === expected ? [] : [`customers sent ${expected} files, HubSpot has ${found}`];
}

/** The doubles tell of one message after another, so what was told first was durable first. */
function judgeOrder(received: readonly Received[], published: readonly Message[]): string[] {
  const place = new Map(published.map(({ text }, index) => [/canary\w+x/.exec(text)?.[0] ?? '', index]));
  const conversations = Map.groupBy(
    received.filter(({ acknowledged, channel }) => acknowledged && channel === 'chat'),
    conversationOf,
  );
  return [...conversations].flatMap(([conversation, messages]) => {
    const places = messages.flatMap(({ word }) => place.get(word) ?? []);
    return places.every((at, index) => index === 0 || at > places[index - 1]!)
      ? []
      : [`${conversation}: customers' messages are out of order in HubSpot`];
  });
}
