import type { Account, Address } from 'channelwright/adapter';
import { botIdOf, type TelegramAccountSettings, tokenOf } from './settings.js';

const BUSINESS = 'business:';

/** A chat or a user as HubSpot shows it: Telegram's number for it, which nobody else understands. */
export function chatAddress(id: number): Address {
  return opaque(String(id));
}

/**
 * A chat of a connected business account. The same person may also have a chat with the bot itself, under the same number: they
 * are two conversations, since what is sent to the one does not show in the other.
 */
export function businessAddress(chatId: number): Address {
  return opaque(`${BUSINESS}${chatId}`);
}

/** Where the Bot API shall send: `chat_id`, and whether that is a chat of a business account. */
export function targetOf({ value }: Address): { chatId: string; isBusiness: boolean } {
  const isBusiness = value.startsWith(BUSINESS);
  return { chatId: isBusiness ? value.slice(BUSINESS.length) : value, isBusiness };
}

/** Telegram numbers messages within each chat: the chat belongs to the id. */
export function messageIdIn(chat: Address, messageId: number): string {
  return `${chat.value}:${messageId}`;
}

/** Updates name no bot. Two accounts with one bot would both answer; its id shows that they are one. */
export function identitiesOf({ settings }: Account<TelegramAccountSettings>): string[] {
  return [botIdOf(tokenOf(settings))];
}

function opaque(value: string): Address {
  return { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value };
}
