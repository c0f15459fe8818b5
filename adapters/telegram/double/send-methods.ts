import { BotApiError, badRequest } from './bot-api-error.js';
import type { DoubleChat } from './chats.js';
import { type ParsedEntity, parseHtml } from './parse-html.js';
import { checkedMarkup, type Markup } from './reply-markup.js';
import { type CallParams, jsonParam, numberParam, textParam, type Upload } from './request-params.js';

/** What a call asks to be sent, once Telegram has found nothing wrong with it. */
export interface Sending {
  kind: string;
  text?: string;
  entities?: ParsedEntity[];
  markup?: Markup;
  file?: Upload;
  /** The fields of the message besides those that every message has. */
  fields: Record<string, unknown>;
}

/** Source: Telegram, "Bot API", "Sending files": 50 MB, and 10 MB of a photo; as its server reads them. */
const MOST_BYTES = 50 * 1024 * 1024;
const MOST_PHOTO_BYTES = 10 * 1024 * 1024;
const MOST_TEXT = 4096;
const MOST_CAPTION = 1024;

type Reader = (params: CallParams) => Sending;

/** The sending methods, by their names in lower case: Telegram does not look at the case. */
export const SEND_METHODS: Readonly<Record<string, Reader>> = {
  sendmessage: textMessage,
  sendphoto: (params) => fileMessage(params, 'photo', MOST_PHOTO_BYTES),
  sendvideo: (params) => fileMessage(params, 'video'),
  sendaudio: (params) => fileMessage(params, 'audio'),
  sendvoice: (params) => fileMessage(params, 'voice'),
  sendanimation: (params) => fileMessage(params, 'animation'),
  senddocument: (params) => fileMessage(params, 'document'),
  sendlocation: (params) => ({ kind: 'location', fields: { location: place(params) } }),
  sendvenue: venue,
  sendcontact: contact,
};

function textMessage(params: CallParams): Sending {
  const { text, entities } = formatted(params, textParam(params, 'text') ?? '');
  if (text.trim() === '') throw badRequest('message text is empty');
  if ([...text].length > MOST_TEXT) throw badRequest('message is too long');
  return { kind: 'text', text, entities, ...markupOf(params), fields: { text, entities } };
}

function fileMessage(params: CallParams, field: string, most = MOST_BYTES): Sending {
  const file = params.uploads.get(field);
  if (file === undefined) throw badRequest(`there is no ${field} in the request`);
  const { bytes, name: file_name, type: mime_type } = file;
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > MOST_BYTES) throw new BotApiError(413, 'Request Entity Too Large');
  if (bytes.length > most) {
    throw badRequest(`file of size ${bytes.length} bytes is too big for a ${field}; the maximum size is ${most} bytes`);
  }
  const caption = formatted(params, textParam(params, 'caption') ?? '');
  if ([...caption.text].length > MOST_CAPTION) throw badRequest('message caption is too long');
  const described = { file_id: `sent-${file_name}`, file_size: bytes.length, file_name, mime_type };
  const shown = field === 'photo' ? [described] : described;
  const said = caption.text === '' ? {} : { text: caption.text };
  return { kind: field, ...said, file, ...markupOf(params), fields: { [field]: shown } };
}

function formatted(params: CallParams, given: string): { text: string; entities: ParsedEntity[] } {
  const mode = textParam(params, 'parse_mode');
  if (mode === undefined || mode === '') return { text: given, entities: [] };
  if (mode.toLowerCase() !== 'html') throw badRequest('unsupported parse_mode');
  return parseHtml(given);
}

function markupOf(params: CallParams): { markup?: Markup } {
  const markup = checkedMarkup(jsonParam(params, 'reply_markup'));
  return markup === undefined ? {} : { markup };
}

function place(params: CallParams): { latitude: number; longitude: number } {
  const latitude = numberParam(params, 'latitude');
  const longitude = numberParam(params, 'longitude');
  if (latitude === undefined) throw badRequest('latitude is empty');
  if (longitude === undefined) throw badRequest('longitude is empty');
  return { latitude, longitude };
}

function venue(params: CallParams): Sending {
  const [title, address] = [textParam(params, 'title'), textParam(params, 'address')];
  if (!title) throw badRequest('title must be non-empty');
  if (!address) throw badRequest('address must be non-empty');
  const location = place(params);
  return { kind: 'venue', text: `${title}, ${address}`, fields: { location, venue: { location, title, address } } };
}

function contact(params: CallParams): Sending {
  const [phone_number, first_name] = [textParam(params, 'phone_number'), textParam(params, 'first_name')];
  if (!phone_number) throw badRequest('phone number must be non-empty');
  if (!first_name) throw badRequest('first name must be non-empty');
  const last_name = textParam(params, 'last_name');
  const shown = { phone_number, first_name, ...(last_name ? { last_name } : {}) };
  return { kind: 'contact', text: `${first_name} ${phone_number}`, fields: { contact: shown } };
}

/** The customer must have written to the business account within a day. */
export function checkBusinessChat(chat: DoubleChat, isKnownConnection: boolean, nowMs: number): void {
  if (!isKnownConnection) throw badRequest('business connection not found');
  if (nowMs - (chat.lastInboundAtMs ?? Number.NEGATIVE_INFINITY) > 24 * 3_600_000) {
    throw badRequest('BUSINESS_PEER_USAGE_MISSING');
  }
}
