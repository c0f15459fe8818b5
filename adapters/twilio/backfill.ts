import type { Account, FileItem, ProviderEvent } from 'channelwright/adapter';
import { fromTwilio, identity, senderOf } from './addresses.js';
import { fileItem, messageKey, optEvents, unsupported } from './inbound-message.js';
import { createdAtMs, isInbound, type ListFilter, messagePages } from './message-list.js';
import { type MessageResource, mediaPage, usageOf } from './message-resource.js';
import { channelOf, type TwilioAccountSettings } from './settings.js';
import { statusEvent } from './status-event.js';
import { accountPath, type TwilioApi } from './twilio-api.js';

const DAY_MS = 86_400_000;

/** A message sent before the checkpoint may have been delivered after it: so much is read again. */
export const OVERLAP_MS = DAY_MS;
/** Nothing older is read: what was published by then is no longer kept as a dedupe key. */
export const LOOK_BACK_MS = 7 * DAY_MS;
/** Messages committed at once. */
const SLICE = 100;

export interface BackfillPage {
  events: ProviderEvent[];
  /** When the last message of the page was created, ISO 8601. */
  checkpoint: string;
}

/**
 * Read the message list for what webhooks may have missed, day by day (Twilio filters by day and lists newest first), oldest
 * first. The first time there is nothing to miss: history from before the connection is not published.
 */
export async function* backfillMessages(
  api: TwilioApi,
  account: Account<TwilioAccountSettings>,
  checkpoint: string | undefined,
  nowMs: number,
): AsyncGenerator<BackfillPage> {
  const since = checkpoint === undefined ? Number.NaN : Date.parse(checkpoint);
  if (!Number.isNaN(since)) {
    const fromMs = Math.max(since - OVERLAP_MS, nowMs - LOOK_BACK_MS);
    for (let day = startOfDay(fromMs); day <= nowMs; day += DAY_MS) {
      const messages = await messagesOfDay(api, account, isoDay(day), fromMs);
      for (let i = 0; i < messages.length; i += SLICE) {
        yield await pageOf(api, account, messages.slice(i, i + SLICE), since);
      }
    }
  }
  yield { events: [], checkpoint: new Date(nowMs).toISOString() };
}

async function messagesOfDay(
  api: TwilioApi,
  account: Account<TwilioAccountSettings>,
  day: string,
  fromMs: number,
): Promise<MessageResource[]> {
  const found = new Map<string, MessageResource>();
  for (const filter of filtersFor(account, day)) {
    for await (const page of messagePages(api, account.settings.accountSid, filter)) {
      for (const message of page) {
        if ((createdAtMs(message) ?? fromMs) >= fromMs && isOurs(message, account)) found.set(message.sid, message);
      }
    }
  }
  return [...found.values()].sort((a, b) => (createdAtMs(a) ?? 0) - (createdAtMs(b) ?? 0));
}

/** A messaging service cannot be filtered by: its messages are picked out of the whole day. */
function filtersFor(account: Account<TwilioAccountSettings>, day: string): ListFilter[] {
  const base = { DateSent: day, PageSize: '1000' };
  const sender = senderOf(account);
  if (account.settings.messagingServiceSid !== undefined || sender === undefined) return [base];
  return [
    { ...base, To: sender },
    { ...base, From: sender },
  ];
}

function isOurs(message: MessageResource, account: Account<TwilioAccountSettings>): boolean {
  const { messagingServiceSid } = account.settings;
  const ours = isInbound(message) ? message.to : message.from;
  const byService = messagingServiceSid !== undefined && message.messaging_service_sid === messagingServiceSid;
  return byService || (ours != null && ours === senderOf(account));
}

async function pageOf(
  api: TwilioApi,
  account: Account<TwilioAccountSettings>,
  messages: MessageResource[],
  since: number,
): Promise<BackfillPage> {
  const events: ProviderEvent[] = [];
  let last = since;
  for (const message of messages) {
    events.push(...(isInbound(message) ? await inboundOf(api, account, message) : receiptsOf(account, message)));
    last = Math.max(last, createdAtMs(message) ?? 0);
  }
  return { events, checkpoint: new Date(last).toISOString() };
}

function receiptsOf(account: Account<TwilioAccountSettings>, message: MessageResource): ProviderEvent[] {
  const usage = usageOf(message);
  const events = statusEvent(refOf(account), channelOf(account.settings), {
    sid: message.sid,
    status: message.status,
    errorCode: message.error_code ?? undefined,
    errorMessage: message.error_message ?? undefined,
  });
  if (typeof events === 'string') return [];
  return events.map((event) => (event.kind === 'receipt' && usage ? { ...event, usage } : event));
}

async function inboundOf(
  api: TwilioApi,
  account: Account<TwilioAccountSettings>,
  message: MessageResource,
): Promise<ProviderEvent[]> {
  const { sid, from, body } = message;
  const atMs = createdAtMs(message);
  if (from == null || atMs === undefined) return [];
  const peer = fromTwilio(from);
  const channel = channelOf(account.settings);
  const files = Number(message.num_media ?? 0) > 0 ? await mediaOf(api, account, sid) : [];
  const text = body ? [{ kind: 'text' as const, text: body }] : [];
  const content = [...text, ...files];
  return [
    {
      kind: 'message',
      account: refOf(account),
      dedupeKey: messageKey(sid),
      id: sid,
      atMs,
      conversation: peer,
      from: peer,
      content: content.length > 0 ? content : [unsupported(undefined)],
    },
    ...optEvents(refOf(account), channel, sid, peer, body ?? ''),
  ];
}

/** The list tells how many files a message has; where they are is asked for one message at a time. */
async function mediaOf(api: TwilioApi, account: Account<TwilioAccountSettings>, sid: string): Promise<FileItem[]> {
  const { settings } = account;
  const page = mediaPage.parse(await api.getJson(`${accountPath(settings.accountSid)}/Messages/${sid}/Media.json`));
  return page.media_list.map(({ uri, content_type }) =>
    fileItem(api.urlOf(uri.replace(/\.json$/, '')), content_type ?? undefined, channelOf(settings)),
  );
}

function refOf(account: Account<TwilioAccountSettings>): string {
  const { accountSid, messagingServiceSid } = account.settings;
  return identity(accountSid, senderOf(account) ?? messagingServiceSid ?? '');
}

function startOfDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
