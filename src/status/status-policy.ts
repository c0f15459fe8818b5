import type { ChannelRuntime, StatusPolicy } from '../directory/channels/channel-runtime.js';

/** What holds for messages of a channel that is no longer configured: their statuses are still told. */
const DEFAULT_POLICY: StatusPolicy = {
  sentWhen: 'accepted',
  confirmSent: true,
  receiptDeadlineMs: 24 * 60 * 60 * 1_000,
  onMissingReceipt: 'leave',
};

const DEFAULT_LANGUAGE = 'en';

export function statusPolicy(channel: ChannelRuntime | undefined): StatusPolicy {
  return channel?.status ?? DEFAULT_POLICY;
}

/** The language in which agents of a channel read why a message failed. */
export function statusLanguage(channel: ChannelRuntime | undefined): string {
  return channel?.language ?? DEFAULT_LANGUAGE;
}
