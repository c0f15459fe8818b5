import type { DoubleAnswer } from 'channelwright/double';
import { type StoredMessage, segmentsOf } from './message-book.js';

/** RFC 2822 in UTC, as Twilio writes dates. */
function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}

export function messageUri({ accountSid, sid }: { accountSid: string; sid: string }): string {
  return `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
}

/** The Message resource. The price is known once the message went out. */
export function messageJson(message: StoredMessage): Record<string, unknown> {
  const uri = messageUri(message);
  const segments = segmentsOf(message.body);
  const sent = message.sentAtMs !== undefined;
  return {
    sid: message.sid,
    account_sid: message.accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: rfc2822(message.createdAtMs),
    date_sent: message.sentAtMs === undefined ? null : rfc2822(message.sentAtMs),
    date_updated: rfc2822(message.sentAtMs ?? message.createdAtMs),
    direction: message.direction,
    error_code: message.errorCode ?? null,
    error_message: message.errorCode === undefined ? null : `Error ${message.errorCode}`,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid ?? null,
    num_media: String(Math.max(message.media.length, message.mediaUrls.length)),
    num_segments: String(segments),
    price: sent && message.direction !== 'inbound' ? (-0.0079 * segments).toFixed(5) : null,
    price_unit: 'USD',
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

/**
 * A page of the list: newest first, with the filters Twilio has. Messages that have not gone out yet have no `DateSent`: a
 * filter by day leaves them out, and they come last.
 */
export function listJson(path: string, query: URLSearchParams, messages: readonly StoredMessage[]): unknown {
  const fits = messages.filter((m) => matches(m, query));
  fits.sort((a, b) => (b.sentAtMs ?? 0) - (a.sentAtMs ?? 0) || b.createdAtMs - a.createdAtMs);
  const size = Math.min(1000, Math.max(1, Number(query.get('PageSize') ?? 50)));
  const page = Number(query.get('Page') ?? 0);
  const next = new URLSearchParams(query);
  next.set('Page', String(page + 1));
  return {
    messages: fits.slice(page * size, (page + 1) * size).map(messageJson),
    page,
    page_size: size,
    next_page_uri: (page + 1) * size < fits.length ? `${path}?${next}` : null,
    uri: `${path}?${query}`,
  };
}

function matches(message: StoredMessage, query: URLSearchParams): boolean {
  const to = query.get('To');
  const from = query.get('From');
  if (to !== null && to !== message.to) return false;
  if (from !== null && from !== message.from) return false;
  const day = message.sentAtMs === undefined ? undefined : new Date(message.sentAtMs).toISOString().slice(0, 10);
  const [on, after, before] = [query.get('DateSent'), query.get('DateSent>'), query.get('DateSent<')];
  if ((on ?? after ?? before) === null) return true;
  if (day === undefined) return false;
  return (on === null || day === on) && (after === null || day >= after) && (before === null || day <= before);
}

export function mediaListJson(message: StoredMessage): unknown {
  return {
    media_list: message.media.map(({ sid, type }) => ({
      sid,
      account_sid: message.accountSid,
      parent_sid: message.sid,
      content_type: type,
      date_created: rfc2822(message.createdAtMs),
      uri: `${messageUri(message)}/Media/${sid}.json`,
    })),
    next_page_uri: null,
  };
}

/** Twilio's error answer. */
export function errorAnswer(status: number, code: number): DoubleAnswer {
  const body = { code, message: `Error ${code}`, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return { status, body };
}
