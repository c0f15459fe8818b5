import { injectable } from 'inversify';
import { CHANNEL_COMMAND, type OperatorCommand } from '../../outbox/command-event.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { CHANNELS } from './channel-row.js';

/** `key` is the name of the channel configuration. */
export type ChannelCommand = OperatorCommand &
  ({ name: 'channels.sync'; hubspotChannelId: string } | { name: 'channels.delete' });

/** Keeps HubSpot's ids of channels: learnt when one is made or found, forgotten when it is deleted. */
@injectable()
export class ChannelReducer implements Reducer {
  readonly kinds = [CHANNEL_COMMAND];

  reduce(event: FoldEvent, tx: Tx): void {
    const command = event.body as ChannelCommand;
    if (command.name === 'channels.delete') tx.remove(CHANNELS, command.key);
    else tx.put(CHANNELS, { key: command.key, app: event.app, hubspotChannelId: command.hubspotChannelId });
  }
}
