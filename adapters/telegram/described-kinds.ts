import type { Message } from './message.js';

/** What HubSpot cannot show, in words for the agent. */
const DESCRIPTIONS: Partial<Record<keyof Message, string>> = {
  story: 'Sent a story',
  invoice: 'Sent an invoice',
  successful_payment: 'Made a payment',
  paid_media: 'Sent paid media',
  checklist: 'Sent a checklist',
  rich_message: 'Sent a richly formatted message',
  gift: 'Sent a gift',
  unique_gift: 'Sent a gift',
  giveaway: 'Sent a giveaway',
  users_shared: 'Shared contacts of theirs',
  chat_shared: 'Shared a chat',
  passport_data: 'Sent Telegram Passport documents',
};

/** A sentence for what has no form of its own in HubSpot; undefined where the message is none of these. */
export function describedKind(message: Message): string | undefined {
  const { poll, dice, game, web_app_data: form } = message;
  if (poll !== undefined)
    return [`Sent a poll: ${poll.question}`, ...poll.options.map(({ text }) => `- ${text}`)].join('\n');
  if (dice !== undefined) return `Sent ${dice.emoji}, which shows ${dice.value}`;
  if (game !== undefined) return `Sent a game: ${game.title}`;
  if (form !== undefined) return `Sent a form of a web app: ${form.data}`;
  const [, description] =
    Object.entries(DESCRIPTIONS).find(([field]) => message[field as keyof Message] !== undefined) ?? [];
  return description;
}

/**
 * What happens in a chat without anybody saying something; nobody has to answer it, so agents are not shown it.
 * Source: Telegram, "Bot API", `Message`, "Service message".
 */
const SERVICE_FIELDS = [
  'new_chat_members',
  'left_chat_member',
  'chat_owner_left',
  'chat_owner_changed',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'channel_chat_created',
  'message_auto_delete_timer_changed',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'pinned_message',
  'refunded_payment',
  'connected_website',
  'write_access_allowed',
  'proximity_alert_triggered',
  'boost_added',
  'chat_background_set',
  'checklist_tasks_done',
  'checklist_tasks_added',
  'community_chat_added',
  'community_chat_removed',
  'community_chat_joined',
  'direct_message_price_changed',
  'paid_message_price_changed',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
  'general_forum_topic_hidden',
  'general_forum_topic_unhidden',
  'gift_upgrade_sent',
  'giveaway_created',
  'giveaway_winners',
  'giveaway_completed',
  'managed_bot_created',
  'poll_option_added',
  'poll_option_deleted',
  'suggested_post_approved',
  'suggested_post_approval_failed',
  'suggested_post_declined',
  'suggested_post_paid',
  'suggested_post_refunded',
  'video_chat_scheduled',
  'video_chat_started',
  'video_chat_ended',
  'video_chat_participants_invited',
];

/** @param raw the message as it came: kinds we do not read are only visible there */
export function isServiceMessage(raw: object): boolean {
  return SERVICE_FIELDS.some((field) => field in raw);
}
