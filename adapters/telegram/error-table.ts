import type { ErrorMeaning, FailureClass, FailureScope } from 'channelwright/adapter';

export interface ErrorRow extends ErrorMeaning {
  code: number;
  /** A piece of Telegram's description, in lower case; every description of this code where absent. */
  says?: string;
}

const row = (
  code: number,
  says: string | undefined,
  reaction: ErrorMeaning['reaction'],
  scope: FailureScope,
  failure: FailureClass,
  meaning: string,
): ErrorRow => ({ code, ...(says === undefined ? {} : { says }), reaction, scope, class: failure, meaning });

/**
 * Telegram's refusals by code and wording: there are no finer codes. The first row that fits counts. What no row fits is the
 * matter of the code alone (see `failure.ts`). `docs/guides/telegram.md` shows this table; a test compares them.
 * Source: the published server of the Bot API (tdlib/telegram-bot-api), `fail_query_with_error` and `check_chat_access`; the
 * words in capitals are errors of Telegram's API that it passes on.
 */
export const ERROR_TABLE: readonly ErrorRow[] = [
  // the recipient
  row(
    403,
    'bot was blocked by the user',
    'rejected',
    'peer',
    'recipient-opted-out',
    'The customer has stopped the bot',
  ),
  row(403, 'user is deactivated', 'rejected', 'peer', 'recipient-unreachable', 'The customer’s account is gone'),
  row(
    403,
    "can't initiate conversation",
    'rejected',
    'peer',
    'recipient-blocked',
    'The customer has not started the bot',
  ),
  row(403, "bot can't send messages to bots", 'rejected', 'peer', 'recipient-invalid', 'The recipient is a bot'),
  row(403, 'bot was kicked', 'rejected', 'peer', 'recipient-blocked', 'The bot was removed from the group'),
  row(403, 'bot is not a member', 'rejected', 'peer', 'recipient-blocked', 'The bot is not in the group'),
  row(403, 'group chat was deleted', 'rejected', 'peer', 'recipient-unreachable', 'The group is gone'),
  row(403, undefined, 'rejected', 'peer', 'recipient-blocked', 'The bot may not write to this chat'),
  row(400, 'chat not found', 'rejected', 'peer', 'recipient-invalid', 'There is no such chat for this bot'),
  row(400, 'peer_id_invalid', 'rejected', 'peer', 'recipient-invalid', 'There is no such chat for this bot'),
  row(400, 'group chat was deactivated', 'rejected', 'peer', 'recipient-unreachable', 'The group is gone'),
  row(400, 'not enough rights', 'rejected', 'peer', 'sender-not-permitted', 'The group does not let the bot send this'),
  row(
    400,
    'have no rights to send',
    'rejected',
    'peer',
    'sender-not-permitted',
    'The group does not let the bot write',
  ),
  row(400, 'chat_write_forbidden', 'rejected', 'peer', 'sender-not-permitted', 'The group does not let the bot write'),
  row(400, 'chat_restricted', 'rejected', 'peer', 'sender-not-permitted', 'The chat is restricted'),
  row(400, 'topic_closed', 'rejected', 'peer', 'sender-not-permitted', 'The topic of the group is closed'),
  row(
    400,
    'voice_messages_forbidden',
    'rejected',
    'message',
    'content-unsupported',
    'The customer takes no voice messages',
  ),
  // a chat of a business account
  row(
    400,
    'business_peer_usage_missing',
    'rejected',
    'peer',
    'outside-window',
    'The customer has not written for a day',
  ),
  row(400, 'business_peer_invalid', 'rejected', 'peer', 'recipient-invalid', 'Not a chat of the business account'),
  row(
    400,
    'business_connection',
    'rejected',
    'peer',
    'sender-not-permitted',
    'The business account has taken the bot off',
  ),
  row(
    400,
    'business connection',
    'rejected',
    'peer',
    'sender-not-permitted',
    'The business account has taken the bot off',
  ),
  // the content
  row(400, 'message is too long', 'rejected', 'message', 'content-too-long', 'Over 4096 characters'),
  row(400, 'text is too long', 'rejected', 'message', 'content-too-long', 'Over 4096 characters'),
  row(400, 'caption is too long', 'rejected', 'message', 'content-too-long', 'A caption of over 1024 characters'),
  row(400, 'text is empty', 'rejected', 'message', 'content-empty', 'There is nothing to send'),
  row(400, 'text must be non-empty', 'rejected', 'message', 'content-empty', 'There is nothing to send'),
  row(400, 'file must be non-empty', 'rejected', 'message', 'content-empty', 'The file is empty'),
  row(400, "can't parse entities", 'rejected', 'message', 'content-refused', 'The formatting is not understood'),
  row(400, 'reply markup is too long', 'rejected', 'message', 'content-too-long', 'Too much on the buttons'),
  row(400, 'inline keyboard button', 'rejected', 'message', 'content-refused', 'A button is not valid'),
  row(400, 'button_', 'rejected', 'message', 'content-refused', 'A button is not valid'),
  row(400, 'wrong http url', 'rejected', 'message', 'content-refused', 'A URL is not valid'),
  row(400, 'file is too big', 'rejected', 'message', 'media-too-large', 'The file is too large'),
  row(413, undefined, 'rejected', 'message', 'media-too-large', 'The file is too large'),
  row(400, 'photo_', 'rejected', 'message', 'media-type-refused', 'Not a picture that Telegram shows'),
  row(400, 'image_process_failed', 'rejected', 'message', 'media-type-refused', 'Not a picture that Telegram shows'),
  row(400, 'wrong file type', 'rejected', 'message', 'media-type-refused', 'The file is not what it was sent as'),
  row(400, 'wrong type of file', 'rejected', 'message', 'media-type-refused', 'The file is not what it was sent as'),
  row(400, 'phone_number_invalid', 'rejected', 'message', 'content-refused', 'The contact’s number is not valid'),
  // our bot
  row(401, undefined, 'blocked', 'account', 'credentials-invalid', 'The token is not valid, or was revoked'),
  row(404, undefined, 'blocked', 'account', 'credentials-invalid', 'There is no bot with this token'),
  row(406, 'frozen_method_invalid', 'blocked', 'account', 'account-suspended', 'Telegram has frozen the bot'),
  row(400, 'frozen_method_invalid', 'blocked', 'account', 'account-suspended', 'Telegram has frozen the bot'),
  row(400, 'logged out', 'blocked', 'account', 'account-unavailable', 'The bot was moved to another Bot API server'),
  // rates
  row(429, undefined, 'retry', 'peer', 'rate-limited', 'Too many messages to this chat, or by this bot'),
];

export function errorRow(code: number, description: string): ErrorRow | undefined {
  const said = description.toLowerCase();
  return ERROR_TABLE.find((entry) => entry.code === code && (entry.says === undefined || said.includes(entry.says)));
}
