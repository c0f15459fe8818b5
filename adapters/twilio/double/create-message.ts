import { z } from 'zod';
import type { DoubleAccount } from './double-options.js';
import type { MessageBook, StoredMessage } from './message-book.js';

/** Source: Twilio, "Content API": JSON of texts by the number of the gap. */
const contentVariables = z.preprocess(
  (text) => {
    try {
      return JSON.parse(String(text));
    } catch {
      return undefined;
    }
  },
  z.record(z.string(), z.string()),
);

/** Why the create call is refused: HTTP status and error code. */
export interface Refusal {
  status: number;
  code: number;
}

/** Twilio's test numbers, which refuse always. Source: Twilio, "Test credentials". */
const MAGIC_TO: Readonly<Record<string, number>> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};
const MAGIC_FROM: Readonly<Record<string, number>> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};
const ALWAYS_OURS = '+15005550006';

const ADDRESS = /^(whatsapp:)?\+\d{7,15}$|^\d{3,8}$/;

/** Check the form of a create call as Twilio does. */
export function refusalOf(
  account: DoubleAccount,
  form: URLSearchParams,
  isOptedOut: (from: string, to: string) => boolean,
): Refusal | undefined {
  const code =
    recipientProblem(form) ??
    senderProblem(account, form) ??
    contentProblem(form) ??
    callbackProblem(form) ??
    (isOptedOut(senderFor(account, form) ?? '', form.get('To') ?? '') ? 21610 : undefined);
  return code === undefined ? undefined : { status: 400, code };
}

function recipientProblem(form: URLSearchParams): number | undefined {
  const to = form.get('To');
  if (!to) return 21604;
  return MAGIC_TO[to] ?? (ADDRESS.test(to) ? undefined : 21211);
}

function senderProblem(account: DoubleAccount, form: URLSearchParams): number | undefined {
  const from = form.get('From');
  const service = form.get('MessagingServiceSid');
  if (!from && !service) return 21603;
  if (from && MAGIC_FROM[from] !== undefined) return MAGIC_FROM[from];
  if (senderFor(account, form) !== undefined) return undefined;
  if (!from) return 21703;
  return from.startsWith('whatsapp:') ? 63007 : 21606;
}

/** The number a message goes out from: the one given, or the service's first of the right channel. */
function senderFor(account: DoubleAccount, form: URLSearchParams): string | undefined {
  const from = form.get('From');
  if (from === ALWAYS_OURS) return from;
  if (from) return account.numbers.find(({ sender }) => sender === from)?.sender;
  const service = form.get('MessagingServiceSid');
  const whatsapp = form.get('To')?.startsWith('whatsapp:') ?? false;
  const pool = account.numbers.filter(({ messagingServiceSid }) => messagingServiceSid === service);
  return pool.find(({ sender }) => sender.startsWith('whatsapp:') === whatsapp)?.sender;
}

function contentProblem(form: URLSearchParams): number | undefined {
  const body = form.get('Body') ?? '';
  const media = form.getAll('MediaUrl');
  if (form.has('ContentSid')) return templateProblem(form);
  if (body === '' && media.length === 0) return 21619;
  if (body.length > 1600) return 21617;
  if (media.length > 10) return 21623;
  return media.every(isHttpUrl) ? undefined : 21620;
}

function templateProblem(form: URLSearchParams): number | undefined {
  if (!/^HX[0-9a-fA-F]{32}$/.test(form.get('ContentSid') ?? '')) return 21655;
  return variablesOf(form) === undefined ? 21656 : undefined;
}

/** By number; `undefined` where they are not a JSON object of texts. */
function variablesOf(form: URLSearchParams): Record<string, string> | undefined {
  return contentVariables.safeParse(form.get('ContentVariables') ?? '{}').data;
}

function callbackProblem(form: URLSearchParams): number | undefined {
  const callback = form.get('StatusCallback');
  return callback === null || isHttpUrl(callback) ? undefined : 21609;
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** A create call that passed the checks → the message. */
export function messageOf(
  account: DoubleAccount,
  form: URLSearchParams,
  book: MessageBook,
  nowMs: number,
): StoredMessage {
  const mediaUrls = form.getAll('MediaUrl');
  const service = form.get('MessagingServiceSid');
  const callback = form.get('StatusCallback');
  const action = form.get('PersistentAction');
  const contentSid = form.get('ContentSid');
  return {
    sid: book.newSid(mediaUrls.length > 0 ? 'MM' : 'SM'),
    accountSid: account.accountSid,
    direction: 'outbound-api',
    from: senderFor(account, form) ?? '',
    to: form.get('To') ?? '',
    body: form.get('Body') ?? '',
    mediaUrls,
    media: [],
    status: service === null ? 'queued' : 'accepted',
    createdAtMs: nowMs,
    ...(service === null ? {} : { messagingServiceSid: service }),
    ...(callback === null ? {} : { statusCallback: callback }),
    ...(action === null ? {} : { persistentAction: action }),
    ...(contentSid === null ? {} : { template: { contentSid, variables: variablesOf(form) ?? {} } }),
  };
}
