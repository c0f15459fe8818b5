import type { Channel, ChannelAccount, Message, Thread } from '../world/model.js';
import { isoTime, messageCore, statusView } from '../world/views.js';
import type { World } from '../world/world.js';
import { isInstalled } from './installation.js';

export type AccountEvent = 'CHANNEL_ACCOUNT_CREATED' | 'CHANNEL_ACCOUNT_UPDATED' | 'CHANNEL_ACCOUNT_PURGED';

/** Tells the channel of an outgoing message. Facts: reference §5.2. */
export function announceMessage(message: Message, thread: Thread, world: World): void {
  const status = world.switches.webhookStatus === 'object' ? statusView(message.status) : message.status.statusType;
  post(message.channelId, 'OUTGOING_CHANNEL_MESSAGE_CREATED', message.portalId, world, {
    messageId: message.id,
    body: (eventId) => ({
      eventId,
      channelIntegrationThreadIds: thread.integrationThreadIds,
      message: { ...messageCore(message, world), status },
    }),
  });
}

/** Tells the channel of an account. No `eventId` is documented here. Facts: reference §5.3. */
export function announceAccount(type: AccountEvent, account: ChannelAccount, world: World): void {
  post(account.channelId, type, account.portalId, world, {
    body: () => ({ channelAccountId: account.id, ...accountAddress(account, world) }),
  });
}

function accountAddress({ address }: ChannelAccount, { switches }: World) {
  if (address === undefined || switches.webhookAccountAddress === 'absent') return {};
  return { channelAccountDeliveryIdentifier: switches.webhookAccountAddress === 'string' ? address.value : address };
}

interface Content {
  messageId?: string;
  body: (eventId: string) => object;
}

function post(channelId: string, type: string, portalId: string, world: World, content: Content): void {
  const channel: Channel | undefined = world.state.channels.get(channelId);
  const app = channel && world.state.apps.get(channel.appId);
  if (!channel?.webhookUrl || !app || channel.archived) return;
  const place = { appId: app.appId, portalId };
  if (!isInstalled(place, world)) return;
  const eventId = world.random.uuid();
  const eventTimestamp = isoTime(world.scheduler.now());
  world.webhooks.send({
    eventId,
    type,
    portalId,
    channelId,
    url: channel.webhookUrl,
    clientSecret: app.clientSecret,
    // An uninstall stops what waits for a further attempt, save the news that the accounts are gone.
    wanted: () => type === 'CHANNEL_ACCOUNT_PURGED' || isInstalled(place, world),
    body: JSON.stringify({ type, portalId, channelId, eventTimestamp, ...content.body(eventId) }),
    ...(content.messageId === undefined ? {} : { messageId: content.messageId }),
  });
}
