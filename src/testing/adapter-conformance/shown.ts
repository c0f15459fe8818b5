import type { SendOutcome } from '../../contract/send-outcome.js';
import type { SendTry } from './send-try.js';

/** An outcome in one line, for whoever has to mend the adapter. */
export function shownOutcome(outcome: SendOutcome): string {
  if (outcome.kind === 'accepted') return `\`accepted\` with the ids ${JSON.stringify(outcome.ids)}`;
  const { class: failure, scope, afterMs, code } = outcome.reason;
  const more = [code === undefined ? '' : ` ${code}`, afterMs === undefined ? '' : `, after ${afterMs} ms`].join('');
  return `\`${outcome.kind}\` (${failure}, ${scope}${more})`;
}

/** What came of a call, and by which way. */
export function shownTry({ outcome, threw }: SendTry): string {
  return threw === undefined ? shownOutcome(outcome) : `${shownOutcome(outcome)}, since it threw ${nameOf(threw)}`;
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${firstLine(error.message)}` : String(error);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.slice(0, 200);
}
