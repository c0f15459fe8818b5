import { z } from 'zod';
import { badRequest } from './bot-api-error.js';

const inlineButton = z.looseObject({
  text: z.string().min(1),
  url: z.string().optional(),
  callback_data: z.string().optional(),
});

const markup = z.union([
  z.strictObject({ inline_keyboard: z.array(z.array(inlineButton)) }),
  z.strictObject({
    keyboard: z.array(z.array(z.union([z.string().min(1), z.looseObject({ text: z.string().min(1) })]))).min(1),
    one_time_keyboard: z.boolean().optional(),
    resize_keyboard: z.boolean().optional(),
    is_persistent: z.boolean().optional(),
    input_field_placeholder: z.string().max(64).optional(),
  }),
  z.strictObject({ remove_keyboard: z.literal(true) }),
]);

/** What the customer sees under the message. */
export type Markup = z.output<typeof markup>;

/** Source: Telegram, "Bot API", `InlineKeyboardButton`: 1 to 64 bytes. */
const MOST_DATA = 64;

/** @throws BotApiError for a keyboard that Telegram would not show */
export function checkedMarkup(given: unknown): Markup | undefined {
  if (given === undefined) return undefined;
  const { data } = markup.safeParse(given);
  if (data === undefined) throw badRequest('object expected as reply markup');
  if ('inline_keyboard' in data) for (const button of data.inline_keyboard.flat()) checkInline(button);
  return data;
}

function checkInline({ url, callback_data: data, text }: z.output<typeof inlineButton>): void {
  if ((url === undefined) === (data === undefined)) {
    throw badRequest(`can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard (${text})`);
  }
  if (data !== undefined && (data === '' || Buffer.byteLength(data) > MOST_DATA))
    throw badRequest('BUTTON_DATA_INVALID');
  if (url !== undefined && !/^(https?|tg):\/\/[^\s]+$/i.test(url)) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
}
