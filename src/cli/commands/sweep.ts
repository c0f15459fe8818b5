import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { SweepCommand } from '../../ingress/sweep/sweep-events.js';
import { commandEvent, SWEEP_COMMAND } from '../../outbox/command-event.js';
import { portalKey } from '../../outbox/work-row.js';
import type { CommandContext } from '../command.js';
import type { Report } from '../report.js';
import { withStore } from '../rows/with-store.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../sending/send-commands.js';
import { openSession } from '../session.js';
import { gateTarget } from './gates/gate-target.js';

export interface SweepOptions {
  portal: string;
  app?: string;
}

/** Asks for a portal to be searched for missed webhooks now. The engine makes the calls, as its quota allows. */
export async function sweep(context: CommandContext, options: SweepOptions): Promise<Report> {
  await using session = await openSession(context);
  const { config, parts } = session;
  if (config.sweep.share === 0) throw new ChannelwrightError('CW_USAGE', '`sweep.share` is 0: nothing is ever swept');
  const { scope } = await withStore(config, (store) => gateTarget(options, config, store));
  const { app, portal } = scope;
  const command: SweepCommand = { name: 'sweep', key: portalKey(app, portal), by: context.io.user };
  const event = commandEvent(SWEEP_COMMAND, scope, command, context.scheduler.now());
  const { carriedOut } = await sendCommands([event], parts);
  const text = `A sweep of portal ${portal} is wanted. ${CARRIED_OUT[carriedOut]} The engine makes it as its quota allows.`;
  return { json: { command: 'sweep', app, portal, carriedOut }, text, exitCode: exitCodeOf(carriedOut) };
}
