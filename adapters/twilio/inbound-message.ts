import {
  type Address,
  type ContentItem,
  type FileItem,
  type FileUsage,
  type ProviderEvent,
  unsupportedItem,
} from 'channelwright/adapter';
import { fromTwilio } from './addresses.js';
import type { TwilioChannel } from './settings.js';
import type { WebhookParams } from './webhook-params.js';

/** Twilio's own limit per message is ten; a forged count must not make us loop. */
const MOST_MEDIA = 20;

/** A customer's message, and the opt-out or opt-in it means. A sentence where it cannot be read. */
export function inboundEvents(
  account: string,
  channel: TwilioChannel,
  params: WebhookParams,
  receivedAtMs: number,
): ProviderEvent[] | string {
  const sid = params.get('MessageSid') ?? params.get('SmsMessageSid') ?? params.get('SmsSid');
  const from = params.get('From');
  if (!sid) return 'a message without a SID';
  if (!from) return 'a message without a sender';
  const peer = fromTwilio(from);
  const name = params.get('ProfileName');
  const replyTo = params.get('OriginalRepliedMessageSid');
  const message: ProviderEvent = {
    kind: 'message',
    account,
    dedupeKey: messageKey(sid),
    id: sid,
    atMs: receivedAtMs,
    conversation: peer,
    from: { ...peer, ...(name ? { name } : {}) },
    content: contentOf(params, channel),
    ...(replyTo ? { replyTo } : {}),
  };
  return [message, ...optEvents(account, channel, sid, peer, params.get('Body') ?? '', params.get('OptOutType'))];
}

export function messageKey(sid: string): string {
  return `message:${sid}`;
}

/** The words with which Twilio lifts an opt-out by itself. Source: Twilio, "Support for opt-out keywords". */
const OPT_IN_WORDS = new Set(['START', 'YES', 'UNSTOP']);

/**
 * STOP and START. `OptOutType` comes with Advanced Opt-Out alone; without it Twilio still blocks and unblocks by the words. A
 * STOP then shows as error 21610 at the next send, but nothing else would ever tell of the START. An opt-in of someone who
 * never opted out changes nothing.
 */
export function optEvents(
  account: string,
  channel: TwilioChannel,
  sid: string,
  peer: Address,
  body: string,
  optOutType?: string,
): ProviderEvent[] {
  if (optOutType === 'STOP') return [{ kind: 'optOut', account, dedupeKey: `optOut:${sid}`, peer }];
  const optIn = optOutType === 'START' || (channel === 'sms' && OPT_IN_WORDS.has(body.trim().toUpperCase()));
  return optIn ? [{ kind: 'optIn', account, dedupeKey: `optIn:${sid}`, peer }] : [];
}

function contentOf(params: WebhookParams, channel: TwilioChannel): ContentItem[] {
  const body = params.get('Body') || params.get('ButtonText') || params.get('ListTitle');
  const content: ContentItem[] = body ? [{ kind: 'text', text: body }] : [];
  const count = Math.min(Number(params.get('NumMedia') ?? 0) || 0, MOST_MEDIA);
  for (let i = 0; i < count; i += 1) {
    const url = params.get(`MediaUrl${i}`);
    if (url) content.push(fileItem(url, params.get(`MediaContentType${i}`), channel));
  }
  const location = locationOf(params);
  if (location) content.push(location);
  return content.length > 0 ? content : [unsupported(params.get('MessageType'))];
}

function locationOf(params: WebhookParams): ContentItem | undefined {
  const latitude = Number(params.get('Latitude') || Number.NaN);
  const longitude = Number(params.get('Longitude') || Number.NaN);
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return undefined;
  const name = params.get('Label');
  const address = params.get('Address');
  return { kind: 'location', latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) };
}

/** A file the peer sent. WhatsApp stickers are WebP, its voice messages Ogg; a contact comes as a vCard. */
export function fileItem(url: string, contentType: string | undefined, channel: TwilioChannel): FileItem {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return {
    kind: 'file',
    ref: { kind: 'url', url },
    usage: usageOf(type, channel),
    ...(type ? { type } : {}),
    ...(type === 'text/vcard' || type === 'text/x-vcard' ? { name: 'contact.vcf' } : {}),
  };
}

function usageOf(type: string | undefined, channel: TwilioChannel): FileUsage {
  if (channel === 'whatsapp' && type === 'image/webp') return 'STICKER';
  if (channel === 'whatsapp' && type === 'audio/ogg') return 'VOICE_RECORDING';
  if (type?.startsWith('image/')) return 'IMAGE';
  return type?.startsWith('audio/') ? 'AUDIO' : 'OTHER';
}

export function unsupported(messageType: string | undefined): ContentItem {
  const what = messageType && /^[\w-]{1,30}$/.test(messageType) ? ` (${messageType})` : '';
  return unsupportedItem(`Sent something that Twilio does not pass on${what}`);
}
