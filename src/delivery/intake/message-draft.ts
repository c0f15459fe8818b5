import type { KnownAccount } from '../../directory/accounts/accounts.js';
import type { ChannelRuntime, Channels } from '../../directory/channels/channel-runtime.js';
import type { OutgoingMessageEvent } from '../../hubspot/schemas/webhook.js';
import type { FoldEvent } from '../../outbox/reducer.js';
import { traceOf } from '../../outbox/traced-event.js';
import { FRAMEWORK_VERSION } from '../../policy/framework-version.js';
import type { MessageRow } from '../../status/message-row.js';

const NOT_KNOWN = { name: 'none', version: '0.0.0' };

/** An agent's message as a row, and its channel: absent where that is not known here. */
export interface MessageDraft {
  draft: MessageRow;
  channel: ChannelRuntime | undefined;
}

/**
 * Pure. What a webhook of HubSpot says of a message, before anything is done about it.
 *
 * @param known what it was sent over
 */
export function draftOf(
  event: FoldEvent,
  { message, channelId }: OutgoingMessageEvent,
  key: string,
  known: KnownAccount | undefined,
  channels: Channels,
): MessageDraft {
  const { app, portal, receivedAtMs } = event;
  const channel = known && channels.byName(known.row.channel);
  const trace = traceOf(event);
  const created = message.createdAt === undefined ? Number.NaN : Date.parse(message.createdAt);
  const draft: MessageRow = {
    key,
    id: message.id,
    app,
    portal,
    channel: channel?.name ?? known?.row.channel ?? channels.byHubSpotId(app, channelId)?.name ?? '',
    hubspotChannelId: channelId,
    account: known?.row.key ?? '',
    conversation: '',
    threadId: message.conversationsThreadId ?? '',
    origin: 'agent',
    createdAtMs: Number.isNaN(created) ? receivedAtMs : created,
    receivedAtMs,
    deadlineAtMs: receivedAtMs + (channel?.delivery.deadlineMs ?? 0),
    ...(message.createdBy === undefined ? {} : { actorId: message.createdBy }),
    ...(trace === undefined ? {} : { trace }),
    adapter: channel ? { name: channel.definition.name, version: channel.definition.version } : NOT_KNOWN,
    framework: FRAMEWORK_VERSION,
  };
  return { draft, channel };
}
