import type { Answer, Question } from './child.js';

type Handlers = Record<string, (given: never) => unknown>;

/** Answers the questions of the process that started this one; ends with it. */
export function answerParent(handlers: Handlers): void {
  const all: Handlers = { cpu: cpuMicros, ...handlers };
  process.on('message', async ({ id, name, given }: Question) => {
    const answer: Answer = { id };
    try {
      answer.answer = await all[name]!(given as never);
    } catch (error) {
      answer.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    process.send?.(answer);
  });
  process.once('disconnect', () => process.exit());
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
