import type { ReceiptState } from '../../src/contract/provider-event.js';
import type { MessageRow } from '../../src/status/message-row.js';
import type { Attempt, Part, Progress } from '../../src/status/part.js';
import type { PipelineWorld } from './pipeline-world.js';

/** Weakest first, as the design has it. */
const ORDER: readonly Progress[] = ['pending', 'accepted', 'sent', 'failed', 'delivered', 'read'];

/**
 * No receipt is lost and none is invented: of each id, and of each call as a whole, the engine knows the strongest that was ever
 * told by a name it knows. A model without order, time or parking.
 */
export function receiptProblems(world: PipelineWorld, message: MessageRow): string[] {
  // What a report on everything up to a moment moves depends on the moment: other tests are about that.
  if (world.watermarks.has(message.to?.value ?? '')) return [];
  return (message.parts ?? []).flatMap((part) => [
    ...part.attempts.flatMap((attempt) => wholeProblems(world, message, attempt)),
    ...idProblems(world, message, part),
  ]);
}

function wholeProblems({ provider, told }: PipelineWorld, { id }: MessageRow, attempt: Attempt): string[] {
  const call = provider.calls.find(({ correlation }) => correlation === attempt.correlation);
  const about = told.filter((one) => one.call === call?.index);
  const least = strongest(about.filter(({ by }) => by === 'correlation').map(({ state }) => state));
  const most = attempt.outcome === 'accepted' ? strongest([least, 'accepted']) : least;
  const known = attempt.progress;
  const problems: string[] = [];
  if (rank(known) < rank(least) || rank(known) > rank(most)) {
    problems.push(`${id}: of ${call?.text} as a whole ${least} was told, known is ${known}`);
  }
  const taught = about.some(({ by }) => by === 'both');
  if (taught && attempt.ids.length === 0) problems.push(`${id}: the ids of ${call?.text} were told and are not known`);
  return problems;
}

/** Where the provider drops a repeated key, several calls of a part have the same id. */
function idProblems({ provider, told }: PipelineWorld, { id }: MessageRow, { attempts }: Part): string[] {
  const known = Map.groupBy(
    attempts.flatMap(({ ids }) => ids),
    (one) => one.id,
  );
  return [...known].flatMap(([name, states]) => {
    const about = told.filter((one) =>
      one.by === 'both' ? provider.calls[one.call]!.ids.includes(name) : one.id === name,
    );
    const [was, is] = [about.map(({ state }) => state), states.map(({ progress }) => progress)].map(strongest);
    return was === is ? [] : [`${id}: of ${name} ${was} was told, known is ${is}`];
  });
}

function strongest(states: readonly (ReceiptState | Progress)[]): Progress {
  return states.reduce<Progress>((a, b) => (rank(b) > rank(a) ? b : a), 'pending');
}

function rank(state: Progress): number {
  return ORDER.indexOf(state);
}
