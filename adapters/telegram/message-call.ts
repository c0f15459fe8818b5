import type {
  ContactItem,
  LocationItem,
  PartItem,
  PlannedPart,
  QuickRepliesItem,
  TextItem,
} from 'channelwright/adapter';
import type { Params } from './bot-api.js';
import { replyMarkup } from './keyboard.js';

/** A method of the Bot API that sends something without a file, and its parameters but for the chat. */
export interface MessageCall {
  method: 'sendMessage' | 'sendLocation' | 'sendVenue' | 'sendContact';
  params: Params;
}

/** What sends this part; `undefined`: nothing can. A file is sent by `file-call.ts`. */
export function messageCall({ items }: PlannedPart): MessageCall | undefined {
  const [first] = items;
  const replies = items.find((item) => item.kind === 'quickReplies');
  switch (first?.kind) {
    case 'text':
      return withReplies(textCall(first), replies);
    case 'quickReplies':
      return withReplies(textCall({ kind: 'text', text: labels(first) }), replies);
    case 'location':
      return locationCall(first);
    case 'contact':
      return contactCall(first);
    default:
      return undefined;
  }
}

/** Markup is only there where the framework wrote it; a text without any is not read as markup. */
function textCall({ text, formatted }: TextItem): MessageCall {
  const params = formatted === undefined ? { text } : { text: formatted, parse_mode: 'HTML' };
  return { method: 'sendMessage', params };
}

function withReplies(call: MessageCall, replies: Extract<PartItem, QuickRepliesItem> | undefined): MessageCall {
  const markup = replies && replyMarkup(replies);
  return markup === undefined ? call : { ...call, params: { ...call.params, reply_markup: markup } };
}

/** A keyboard cannot go without a text. */
function labels({ replies }: QuickRepliesItem): string {
  return replies.map(({ label, value }) => label || value).join(' · ');
}

/** A venue has to have both a title and an address. Source: Telegram, "Bot API", `sendVenue`. */
function locationCall({ latitude, longitude, name, address }: LocationItem): MessageCall {
  const title = name?.trim() || address?.trim();
  if (!title) return { method: 'sendLocation', params: { latitude, longitude } };
  return { method: 'sendVenue', params: { latitude, longitude, title, address: address?.trim() || title } };
}

/** A contact has to have a number and a first name; one without a number goes as text. Source: `sendContact`. */
function contactCall({ name, phones = [], emails = [], org }: ContactItem): MessageCall {
  const first = [name?.prefix, name?.firstName, name?.middleName].filter(Boolean).join(' ');
  const last = [name?.lastName, name?.suffix].filter(Boolean).join(' ');
  const called = first || last || org?.company;
  const phone = phones[0]?.phone;
  if (phone === undefined) {
    const lines = [`${first} ${last}`.trim(), org?.company, ...emails.map(({ email }) => email)];
    return { method: 'sendMessage', params: { text: lines.filter(Boolean).join('\n') } };
  }
  return {
    method: 'sendContact',
    params: { phone_number: phone, first_name: called ?? phone, ...(first && last ? { last_name: last } : {}) },
  };
}
