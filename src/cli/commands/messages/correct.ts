import { CORRECTIONS, type CorrectionTarget } from '../../../delivery/corrections/correct-message.js';
import { type CorrectionCommand, correctionWorkKey } from '../../../delivery/corrections/correction-work.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { CORRECTION_COMMAND, commandEvent } from '../../../outbox/command-event.js';
import type { NewInboxEvent } from '../../../outbox/inbox-event.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import type { MessageFilter } from '../../../status/message-filter.js';
import { MESSAGES, type MessageRow } from '../../../status/message-row.js';
import { statusPolicy } from '../../../status/status-policy.js';
import type { CommandContext } from '../../command.js';
import { meantMessages } from '../../options/meant-messages.js';
import { mustBeKnown } from '../../options/must-be-known.js';
import { reasonOf } from '../../options/reason.js';
import { parseWhere } from '../../options/where-filter.js';
import { ticker } from '../../output/ticker.js';
import type { Report } from '../../report.js';
import { readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { type CommandBatch, DONE_IN_SLICES } from '../../sending/command-stream.js';
import { sendStream } from '../../sending/send-stream.js';
import { openSession, type Session } from '../../session.js';
import { type CorrectionBatch, CorrectionBatches } from './correction-batches.js';
import { CorrectionPlan, type Judge } from './correction-plan.js';
import { type Corrected, correctionReport } from './correction-text.js';

export interface CorrectOptions {
  where: string;
  to: string;
  dryRun?: boolean;
  yes?: boolean;
  reason?: string;
  evenIfSentTwice?: boolean;
  id?: string;
}

/** What is asked for, checked. */
interface Asked {
  id: string;
  to: CorrectionTarget;
  filter: MessageFilter;
  reason: string;
  evenIfSentTwice: boolean;
}

/** Tells many messages at once what an operator knows of them; or only says which they would be. */
export async function messagesCorrect(context: CommandContext, options: CorrectOptions): Promise<Report> {
  const asked = check(options, context);
  await using session = await openSession(context);
  const { config } = session;
  await withStore(config, (store) => mustBeKnown(asked.filter, config, store));
  const done = options.yes ? await correct(asked, session, context) : await look(asked, session, context);
  return correctionReport(asked, done);
}

function check(options: CorrectOptions, { scheduler, random }: CommandContext): Asked {
  const { where, yes = false, dryRun = false, evenIfSentTwice = false, id = random.uuid() } = options;
  const to = CORRECTIONS.find((known) => known === options.to);
  if (!to) throw usage(`--to ${options.to}: write one of ${CORRECTIONS.join(', ')}`);
  if (evenIfSentTwice && to !== 'retry') throw usage('--even-if-sent-twice belongs to --to retry');
  if (yes && dryRun) throw usage('--dry-run does nothing, and --yes does it: leave one of them out');
  if (!/^[\w-]{1,64}$/.test(id)) throw usage('--id: write the one that the first run has named');
  const reason = yes ? reasonOf(options.reason) : '';
  return { id, to, filter: parseWhere(where, scheduler.now()), reason, evenIfSentTwice };
}

function usage(detail: string): ChannelwrightError {
  return new ChannelwrightError('CW_USAGE', detail);
}

function look(asked: Asked, session: Session, context: CommandContext): Promise<Corrected> {
  const tick = ticker(context);
  return withStore(session.config, async (store) => {
    const plan = new CorrectionPlan();
    for await (const { looked, rows } of meantMessages(store, asked.filter, policyOf(session))) {
      plan.looked += looked;
      await plan.judge(rows, store, judgeOf(asked, session, context));
      tick(() => `${plan.looked} messages looked at, ${plan.correctable} to correct`);
    }
    return { plan, corrected: 0, end: undefined };
  });
}

async function correct(asked: Asked, session: Session, context: CommandContext): Promise<Corrected> {
  const tick = ticker(context);
  const plan = new CorrectionPlan();
  let corrected = 0;
  const say = () => tick(() => `${plan.looked} messages looked at, ${corrected} corrected`);
  context.progress(`Correction ${asked.id}. It may be interrupted: with the same --id it goes on.`);
  const gathered = new CorrectionBatches();
  const end = await sendStream(context, session.parts, {
    bounds: DONE_IN_SLICES,
    async *batches(store) {
      for await (const { looked, rows } of meantMessages(store, asked.filter, policyOf(session))) {
        plan.looked += looked;
        const open = rows.filter((row) => row.corrected?.id !== asked.id);
        const right = await plan.judge(open, store, judgeOf(asked, session, context));
        for (const batch of gathered.add(right)) yield commandBatch(batch, asked, context);
        say();
      }
      for (const batch of gathered.rest()) yield commandBatch(batch, asked, context);
    },
    async folded(events, store) {
      corrected += await correctedBy(asked.id, events, store);
      say();
    },
  });
  return { plan, corrected, end };
}

const policyOf =
  ({ channels }: Session) =>
  (channel: string) =>
    statusPolicy(channels.byName(channel));

function judgeOf({ to, evenIfSentTwice }: Asked, { channels }: Session, { scheduler }: CommandContext): Judge {
  return { to, evenIfSentTwice, channels, nowMs: scheduler.now() };
}

function commandBatch(batch: CorrectionBatch, asked: Asked, { io, scheduler }: CommandContext): CommandBatch {
  const { id, to, filter, reason, evenIfSentTwice } = asked;
  const { app, portal, messages } = batch;
  const command: CorrectionCommand = {
    name: 'messages.correct',
    key: id,
    by: io.user,
    to,
    reason,
    ...(evenIfSentTwice ? { evenIfSentTwice } : {}),
    filter,
    messages,
  };
  const event = commandEvent(CORRECTION_COMMAND, { app, portal }, command, scheduler.now());
  return { events: [event], things: messages.length, work: [correctionWorkKey(batch, command)] };
}

/** How many the fold has in fact corrected: others had changed by then. */
async function correctedBy(id: string, folded: readonly NewInboxEvent[], store: WorkStore): Promise<number> {
  let count = 0;
  for (const { body } of folded) {
    const { messages: keys } = body as unknown as CorrectionCommand;
    const rows = await readRows<MessageRow>(store, { table: MESSAGES.name, keys });
    count += rows.filter(({ corrected }) => corrected?.id === id).length;
  }
  return count;
}
