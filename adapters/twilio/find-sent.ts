import type { AttemptRef } from 'channelwright/adapter';
import { createdAtMs, isInbound, messagePages } from './message-list.js';
import type { MessageResource } from './message-resource.js';
import type { TwilioApi } from './twilio-api.js';

/** Around an attempt: the two clocks may differ, and a call may take as long as its time-out. */
const BEFORE_MS = 30_000;
const AFTER_MS = 120_000;

const PAGE_SIZE = 1000;
/** A conversation longer than this many pages is not read to its end, so nothing certain can be said of it. */
const MOST_PAGES = 3;

export type FoundSent = { sent: true; ids: string[] } | { sent: false } | 'unknown';

export interface SearchedFor {
  accountSid: string;
  to: string;
  /** Our own number; absent where a messaging service picks it. */
  from?: string | undefined;
}

/**
 * Look for uncertain attempts of one part in the message list. Twilio cannot be asked by reference, so it is by recipient,
 * time and text, and anything but a single match is `unknown`. The list is not narrowed by `DateSent`: a message that still
 * waits in Twilio's queue has none yet, and leaving it out would call it unsent.
 */
export async function findSent(
  api: TwilioApi,
  { accountSid, to, from }: SearchedFor,
  attempts: readonly AttemptRef[],
  signal: AbortSignal,
): Promise<FoundSent> {
  const filter = { To: to, ...(from === undefined ? {} : { From: from }), PageSize: String(PAGE_SIZE) };
  const near: MessageResource[] = [];
  let pages = 0;
  for await (const page of messagePages(api, accountSid, filter, signal)) {
    pages += 1;
    if (pages > MOST_PAGES) return 'unknown';
    near.push(...page.filter((message) => !isInbound(message) && attempts.some((a) => isNear(message, a))));
  }
  return verdict(near, attempts);
}

function verdict(near: readonly MessageResource[], attempts: readonly AttemptRef[]): FoundSent {
  if (near.length === 0) return { sent: false };
  const texts = attempts.map(({ text }) => text);
  // Without its text a part cannot be told from its neighbours.
  if (texts.some((text) => text === undefined || text === '')) return 'unknown';
  const matches = near.filter(({ body }) => texts.some((text) => sameText(body ?? '', text ?? '')));
  const [only] = matches;
  if (only === undefined) return { sent: false };
  const certain = matches.length === 1 && attempts.some((attempt) => isSince(only, attempt));
  return certain ? { sent: true, ids: [only.sid] } : 'unknown';
}

function isNear(message: MessageResource, { atMs }: AttemptRef): boolean {
  const created = createdAtMs(message);
  return created === undefined || (created >= atMs - BEFORE_MS && created <= atMs + AFTER_MS);
}

const TRIAL_NOTICE = /^Sent from your Twilio trial account - /;

/** A match from before the attempt is an earlier message with the same text, or our clock is ahead: nobody can tell. */
function isSince(message: MessageResource, { atMs }: AttemptRef): boolean {
  return (createdAtMs(message) ?? 0) >= Math.floor(atMs / 1000) * 1000;
}

/**
 * Twilio may have trimmed the text, put plain signs for typographic ones ("smart encoding") or its trial notice before it; so
 * letters and digits are compared.
 */
function sameText(listed: string, sent: string): boolean {
  const own = listed.replace(TRIAL_NOTICE, '');
  const [a, b] = [essence(own), essence(sent)];
  return b === '' ? own.trim() === sent.trim() : a === b;
}

function essence(text: string): string {
  return text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '');
}
