import { z } from 'zod';

export const user = z.object({
  id: z.number(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
});

export const chat = z.object({ id: z.number(), type: z.string(), title: z.string().optional() });

const file = z.object({
  file_id: z.string(),
  file_size: z.number().optional(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
});

const location = z.object({ latitude: z.number(), longitude: z.number(), live_period: z.number().optional() });

const entity = z.object({
  type: z.string(),
  offset: z.number(),
  length: z.number(),
  /** With `text_link`. */
  url: z.string().optional(),
});

const origin = z.object({
  sender_user: user.optional(),
  sender_user_name: z.string().optional(),
  sender_chat: chat.optional(),
  chat: chat.optional(),
});

const button = z.object({ text: z.string(), callback_data: z.string().optional() });

/** Something that is only named to the agent, never looked into. */
const present = z.unknown();

/** What we read of a message. Source: Telegram, "Bot API", `Message`. */
export const message = z.object({
  message_id: z.number(),
  date: z.number(),
  edit_date: z.number().optional(),
  chat,
  from: user.optional(),
  sender_chat: chat.optional(),
  business_connection_id: z.string().optional(),
  media_group_id: z.string().optional(),
  forward_origin: origin.optional(),
  reply_to_message: z.object({ message_id: z.number(), forum_topic_created: present.optional() }).optional(),
  quote: z.object({ text: z.string() }).optional(),
  migrate_to_chat_id: z.number().optional(),
  migrate_from_chat_id: z.number().optional(),

  text: z.string().optional(),
  entities: z.array(entity).optional(),
  caption: z.string().optional(),
  photo: z.array(file).optional(),
  animation: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  audio: file.extend({ title: z.string().optional() }).optional(),
  voice: file.optional(),
  document: file.optional(),
  sticker: file
    .extend({
      emoji: z.string().optional(),
      is_animated: z.boolean().optional(),
      is_video: z.boolean().optional(),
    })
    .optional(),
  location: location.optional(),
  venue: z.object({ location, title: z.string(), address: z.string() }).optional(),
  contact: z.object({ phone_number: z.string(), first_name: z.string(), last_name: z.string().optional() }).optional(),
  poll: z.object({ question: z.string(), options: z.array(z.object({ text: z.string() })) }).optional(),
  dice: z.object({ emoji: z.string(), value: z.number() }).optional(),
  game: z.object({ title: z.string() }).optional(),
  web_app_data: z.object({ data: z.string() }).optional(),
  story: present.optional(),
  invoice: present.optional(),
  successful_payment: present.optional(),
  paid_media: present.optional(),
  checklist: present.optional(),
  rich_message: present.optional(),
  gift: present.optional(),
  unique_gift: present.optional(),
  giveaway: present.optional(),
  users_shared: present.optional(),
  chat_shared: present.optional(),
  passport_data: present.optional(),

  reply_markup: z.object({ inline_keyboard: z.array(z.array(button)).optional() }).optional(),
});

export type Message = z.output<typeof message>;
export type User = z.output<typeof user>;
export type Chat = z.output<typeof chat>;
export type TelegramFile = z.output<typeof file>;
export type Entity = z.output<typeof entity>;

/** The message of a tapped button may be too old to be shown: then little of it is there. */
export const inaccessibleMessage = message.pick({
  message_id: true,
  chat: true,
  reply_markup: true,
  business_connection_id: true,
});
