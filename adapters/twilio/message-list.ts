import { type MessageResource, messagePage, messageResource } from './message-resource.js';
import { accountPath, type TwilioApi } from './twilio-api.js';

/** Filters of the list. `DateSent` is a UTC day, `YYYY-MM-DD`. Source: Twilio, "Read multiple Message resources". */
export interface ListFilter {
  To?: string;
  From?: string;
  DateSent?: string;
  PageSize: string;
}

/** The pages of the message list, newest first. Entries that are no messages as we know them are left out. */
export async function* messagePages(
  api: TwilioApi,
  accountSid: string,
  filter: ListFilter,
  signal?: AbortSignal,
): AsyncGenerator<MessageResource[]> {
  const query = new URLSearchParams(Object.entries(filter));
  let path: string | undefined = `${accountPath(accountSid)}/Messages.json?${query}`;
  while (path !== undefined) {
    const page = messagePage.parse(await api.getJson(path, signal));
    yield page.messages.flatMap((entry) => messageResource.safeParse(entry).data ?? []);
    path = page.next_page_uri || undefined;
  }
}

/** When Twilio took the message, ms since the epoch. Dates are RFC 2822 there, in whole seconds. */
export function createdAtMs(message: MessageResource): number | undefined {
  const ms = Date.parse(message.date_created ?? message.date_sent ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

export function isInbound(message: MessageResource): boolean {
  return message.direction === 'inbound';
}
