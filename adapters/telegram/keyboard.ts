import { clip, type QuickRepliesItem } from 'channelwright/adapter';

type Reply = QuickRepliesItem['replies'][number];

/** Characters of a URL on a button. Telegram names no limit; what is longer would be refused with the message. */
const MAX_LABEL = 64;

/** `reply_markup`, as far as we use it. */
export type ReplyMarkup =
  | { keyboard: { text: string }[][]; one_time_keyboard: true; resize_keyboard: true }
  | { inline_keyboard: { text: string; url: string }[][] };

/**
 * The buttons under a text, one in a row. Texts become a keyboard in place of the customer's own: what is tapped comes back as
 * an ordinary message, and nobody has to answer for the tap within seconds, as with inline buttons. URLs open from inline
 * buttons. A message has either; `planParts` writes out the URLs of a mixture.
 */
export function replyMarkup({ replies }: QuickRepliesItem): ReplyMarkup | undefined {
  const texts = replies.filter(isText);
  if (texts.length > 0) {
    const keyboard = texts.map((reply) => [{ text: labelOf(reply) }]);
    return { keyboard, one_time_keyboard: true, resize_keyboard: true };
  }
  if (replies.length === 0) return undefined;
  return { inline_keyboard: replies.map((reply) => [{ text: labelOf(reply), url: reply.value }]) };
}

export function isText({ valueType }: Reply): boolean {
  return valueType === 'TEXT';
}

function labelOf({ label, value }: Reply): string {
  return clip(label || value, MAX_LABEL);
}
