/** What we read is what the Bot API documents, and what we build is what it takes. Compiling this file is the test. */
import type { InlineKeyboardMarkup, Message, Opts, ReplyKeyboardMarkup, Update } from '@grammyjs/types';
import type { z } from 'zod';
import type { FileCall } from '../file-call.js';
import type { ReplyMarkup } from '../keyboard.js';
import type { message } from '../message.js';
import type { MessageCall } from '../message-call.js';
import type { sentMessage } from '../sent-message.js';
import type { ALLOWED_UPDATES, update } from '../update.js';

type Assignable<Given extends Expected, Expected> = Given;
type Methods = Opts<Blob>;
type Fields<M extends keyof Methods> = keyof Methods[M];

export type EveryUpdate = Assignable<Update, z.input<typeof update>>;
export type EveryMessage = Assignable<Message, z.input<typeof message>>;
export type EverySent = Assignable<Message, z.input<typeof sentMessage>>;

/** Nothing we read has a name that Telegram does not know. */
export type KnownUpdates = Assignable<keyof z.input<typeof update>, keyof Update>;
export type KnownFields = Assignable<keyof z.input<typeof message>, keyof Message>;
export type Asked = Assignable<(typeof ALLOWED_UPDATES)[number], Exclude<keyof Update, 'update_id'>>;

export type Keyboards = Assignable<ReplyMarkup, ReplyKeyboardMarkup | InlineKeyboardMarkup>;
export type TextMethods = Assignable<MessageCall['method'], keyof Methods>;
export type FileMethods = Assignable<FileCall['method'], keyof Methods>;

export const text = (given: {
  text: string;
  parse_mode: 'HTML';
  reply_markup: ReplyMarkup;
}): Methods['sendMessage'] => ({
  chat_id: '1',
  business_connection_id: 'bc',
  ...given,
});
export const place: Methods['sendLocation'] = { chat_id: '1', latitude: 1, longitude: 1 };
export const venue: Methods['sendVenue'] = { ...place, title: 'Tower', address: 'Minato' };
export const contact: Methods['sendContact'] = {
  chat_id: '1',
  phone_number: '+1',
  first_name: 'Ann',
  last_name: 'Lee',
};
export const poll: Methods['getUpdates'] = { offset: 1, limit: 100, timeout: 50, allowed_updates: ['message'] };
export const files: { [M in FileCall['method']]: Fields<M> & FileCall['field'] } = {
  sendPhoto: 'photo',
  sendVideo: 'video',
  sendAudio: 'audio',
  sendVoice: 'voice',
  sendAnimation: 'animation',
  sendDocument: 'document',
};
