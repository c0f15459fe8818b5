import type { GateCommand } from '../../../delivery/gates/gate-reducer.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { commandEvent, GATE_COMMAND } from '../../../outbox/command-event.js';
import { GATES, type GateRow } from '../../../outbox/gate.js';
import type { CommandContext } from '../../command.js';
import type { Report } from '../../report.js';
import { readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../../sending/send-commands.js';
import { openSession } from '../../session.js';
import { type GateTarget, gateTarget, type TargetOptions } from './gate-target.js';

/** Stops sending for a channel, an account or a portal. Deadlines of what waits stand still meanwhile. */
export function pause(context: CommandContext, options: TargetOptions): Promise<Report> {
  return turn(context, options, 'pause');
}

/** Goes on. */
export function resume(context: CommandContext, options: TargetOptions): Promise<Report> {
  return turn(context, options, 'resume');
}

async function turn(context: CommandContext, options: TargetOptions, name: 'pause' | 'resume'): Promise<Report> {
  await using session = await openSession(context);
  const { target, gate } = await withStore(session.config, async (store) => {
    const found = await gateTarget(options, session.config, store);
    const [closed] = await readRows<GateRow>(store, { table: GATES.name, keys: [found.key] });
    return { target: found, gate: closed };
  });
  if (name === 'pause' && gate?.kind === 'paused') return asItIs(name, target, 'is paused already');
  if (name === 'resume' && !gate) return asItIs(name, target, 'is not paused');
  if (name === 'resume') mustBePaused(target, gate);
  const command: GateCommand = { name, key: target.key, by: context.io.user };
  const event = commandEvent(GATE_COMMAND, target.scope, command, context.scheduler.now());
  const { carriedOut } = await sendCommands([event], session.parts);
  const text = `${target.key} ${name === 'pause' ? 'is paused' : 'goes on'}. ${CARRIED_OUT[carriedOut]}`;
  return { json: { command: name, gate: target.key, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}

function asItIs(command: 'pause' | 'resume', { key }: GateTarget, said: string): Report {
  return { json: { command, gate: key, unchanged: true }, text: `${key} ${said}. Nothing was changed.` };
}

/** What a provider's refusal has closed is not what the operator has in mind. */
function mustBePaused({ key }: GateTarget, gate: GateRow | undefined): void {
  if (gate?.kind === 'blocked') {
    throw new ChannelwrightError(
      'CW_USAGE',
      `${key} was not paused but closed by a refusal; use \`gates open ${key}\``,
    );
  }
}
