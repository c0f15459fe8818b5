import type { AppConfig } from '../../../config/connector-config.js';
import type { ChannelCommand } from '../../../directory/channels/channel-reducer.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { CHANNEL_COMMAND, commandEvent } from '../../../outbox/command-event.js';
import type { CommandContext } from '../../command.js';
import type { Report } from '../../report.js';
import { CARRIED_OUT, exitCodeOf, sendCommands } from '../../sending/send-commands.js';
import { openSession, type Session } from '../../session.js';
import { appChannels, resultOf } from './app-channels.js';
import { idsByName } from './ids-by-name.js';

export interface DeleteOptions {
  yes?: boolean;
}

/** Deletes a channel of the configuration in HubSpot, for all portals at once. */
export async function channelsDelete(
  context: CommandContext,
  name: string,
  { yes = false }: DeleteOptions,
): Promise<Report> {
  await using session = await openSession(context);
  const { app, id } = await target(name, session);
  if (!yes) {
    throw new ChannelwrightError('CW_NOT_CONFIRMED', `channel ${id} of app "${app.name}" goes from all portals`);
  }
  const deleted = await appChannels(app, session.http, context.scheduler).archive(id);
  // It may be gone since an earlier try.
  const gone = !deleted.ok && deleted.failure.kind === 'not-found' && !deleted.failure.unrouted;
  if (!gone) resultOf(deleted);
  const command: ChannelCommand = { name: 'channels.delete', key: name, by: context.io.user };
  const event = commandEvent(CHANNEL_COMMAND, { app: app.name, portal: '' }, command, context.scheduler.now());
  const { carriedOut } = await sendCommands([event], session.parts);
  const text = `Channel ${id} (${name}) ${gone ? 'was gone already' : 'is deleted'}. ${CARRIED_OUT[carriedOut]}`;
  return {
    json: { command: 'channels.delete', channel: name, id, carriedOut },
    text,
    exitCode: exitCodeOf(carriedOut),
  };
}

/** @throws ChannelwrightError `CW_NOT_FOUND` */
async function target(name: string, session: Session): Promise<{ app: AppConfig; id: string }> {
  const channel = session.config.channels[name];
  if (!channel) throw new ChannelwrightError('CW_NOT_FOUND', `channel "${name}" in the configuration`);
  const id = (await idsByName(session.config)).get(name);
  if (id === undefined) throw new ChannelwrightError('CW_NOT_FOUND', `channel "${name}" in HubSpot`);
  return { app: session.config.apps[channel.app] as AppConfig, id };
}
