import type { Refusal } from '../../../delivery/corrections/correct-message.js';
import { EXIT } from '../../exit-code.js';
import { table } from '../../output/table.js';
import type { Report } from '../../report.js';
import { CARRIED_OUT, exitCodeOf } from '../../sending/send-commands.js';
import type { StreamEnd } from '../../sending/send-stream.js';
import type { CorrectionPlan } from './correction-plan.js';

const BECAUSE: Record<Refusal, string> = {
  'nothing-wrong': 'nothing in it has failed or is uncertain',
  'never-called': 'what has failed was never handed to the provider',
  'may-be-sent': 'the provider may have had it: --even-if-sent-twice sends it all the same',
  proven: 'a receipt shows that it was sent',
  'under-way': 'it is being sent at this moment',
  'content-gone': 'its content is no longer kept',
  'opted-out': 'the customer has opted out',
  'no-channel': 'its channel is not in the configuration',
};

const NOTHING_MOVED =
  'Nothing has moved for ten minutes: the engine is very slow, or stands still. What was sent is corrected once it gets to it.';

interface Asked {
  id: string;
  to: string;
}

/** What became of a correction. */
export interface Corrected {
  plan: CorrectionPlan;
  corrected: number;
  /** `undefined`: it was only looked. */
  end: StreamEnd | undefined;
}

export function correctionReport({ id, to }: Asked, { plan, corrected, end }: Corrected): Report {
  const { looked, matched, refused, groups, correctable } = plan;
  const counts = { looked, matched, correctable, refused, groups };
  const json = { command: 'messages.correct', id, to, dryRun: end === undefined, ...counts };
  if (end === undefined) return { json, text: `${planText(plan, to)}\nNothing was changed: --yes and --reason do it.` };
  const { carriedOut, isInterrupted } = end;
  const lines = [planText(plan, to), `${corrected} are corrected. ${CARRIED_OUT[carriedOut]}`];
  const others = correctable - corrected;
  if (isInterrupted) lines.push(`It was interrupted. The same command with --id ${id} goes on.`);
  else if (carriedOut === 'pending') lines.push(`${NOTHING_MOVED} The same command with --id ${id} goes on.`);
  else if (others > 0) lines.push(`${others} had changed meanwhile and were left alone.`);
  const exitCode = isInterrupted ? EXIT.failed : exitCodeOf(carriedOut);
  return { json: { ...json, corrected, carriedOut, isInterrupted }, text: lines.join('\n'), exitCode };
}

function planText({ matched, refused, groups, correctable }: CorrectionPlan, to: string): string {
  if (matched === 0) return 'No message matches.';
  const rows = groups.map(({ account, class: failure, count, sample }) => [account, failure, count, sample.join(' ')]);
  const lines = [
    `${matched} messages match. To be corrected to ${to}: ${correctable}.`,
    ...(rows.length === 0 ? [] : [table(['account', 'class', 'messages', 'for example'], rows, '')]),
  ];
  for (const [why, count] of Object.entries(refused)) lines.push(`${count} not: ${BECAUSE[why as Refusal]}.`);
  return lines.join('\n');
}
