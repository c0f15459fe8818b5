import type { Webhook } from '../../src/emulator/world/webhook-sender.js';
import type { Taken } from './facts.js';
import { conversationOf, type Written } from './ledger.js';
import type { Stage } from './stage.js';

interface Passage {
  written: Written;
  /** When the connector first heard of it. */
  firstTriedAtMs: number;
  /** From when on it was the connector's. */
  acknowledgedAtMs: number;
}

/** In each conversation peers get the parts in HubSpot's order, as far as it was durable before the later one was heard of. */
export function judgeOrder(stage: Stage, taken: readonly Taken[]): string[] {
  const passages = passagesOf(stage);
  const byConversation = Map.groupBy(taken, conversationOf);
  return [...byConversation].flatMap(([conversation, calls]) => judgeOne(conversation, calls, passages));
}

function judgeOne(conversation: string, calls: readonly Taken[], passages: ReadonlyMap<string, Passage>): string[] {
  const problems: string[] = [];
  const seen: { passage: Passage; index: number }[] = [];
  for (const { elements } of calls) {
    const passage = passages.get(elements[0] ?? '');
    if (!passage) continue;
    const index = passage.written.elements.indexOf(elements[0]!);
    for (const earlier of seen) {
      if (earlier.passage === passage ? earlier.index > index : mustPrecede(passage, earlier.passage)) {
        problems.push(`${conversation}: ${elements[0]} came after ${earlier.passage.written.elements[earlier.index]}`);
      }
    }
    seen.push({ passage, index });
  }
  return problems;
}

/** HubSpot's ids rise with the time of writing. */
function mustPrecede(first: Passage, second: Passage): boolean {
  return first.written.order < second.written.order && first.acknowledgedAtMs < second.firstTriedAtMs;
}

function passagesOf({ ledger, emulator }: Stage): Map<string, Passage> {
  const webhooks = new Map(emulator.control.webhooks().map((webhook) => [webhook.messageId, webhook]));
  const passages = new Map<string, Passage>();
  for (const written of ledger.written) {
    const webhook = webhooks.get(written.id);
    if (!webhook) continue;
    const passage = { written, ...timesOf(webhook) };
    for (const element of written.elements) passages.set(element, passage);
  }
  return passages;
}

function timesOf({ attempts }: Webhook): Pick<Passage, 'firstTriedAtMs' | 'acknowledgedAtMs'> {
  const taken = attempts.filter(({ status }) => status === 200);
  return {
    firstTriedAtMs: Math.min(...attempts.map(({ atMs }) => atMs)),
    acknowledgedAtMs: Math.min(...taken.map(({ answeredAtMs = Infinity }) => answeredAtMs)),
  };
}
