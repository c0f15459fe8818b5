import { type AdapterDeclaration, defineAdapter } from 'channelwright/adapter';
import type { AdapterSubject, MessageFact, ProviderAnswer, ProviderRequest, WebhookDraft } from 'channelwright/testing';
import {
  API,
  type Courier,
  type CourierAdapter,
  type CourierDeps,
  courierDeclaration,
  lineOf,
  signature,
} from './courier-adapter.js';

export type CourierSubject = AdapterSubject<Record<string, never>, Courier>;

/** What is bad about a bad adapter. */
export interface Flaw {
  /** Members in place of the good ones. */
  adapter?(good: CourierAdapter, deps: CourierDeps): Partial<CourierAdapter>;
  declaration?: Partial<AdapterDeclaration<Record<string, never>, Courier>>;
  /** The provider it is tried with, where that has to be another. */
  subject?(good: CourierSubject): Partial<CourierSubject>;
}

/** The good adapter with its provider, or one with a flaw. */
export function courierSubject({ adapter, declaration, subject }: Flaw = {}): CourierSubject {
  const good = courierDeclaration.create!;
  const whole = { ...courierDeclaration, ...declaration };
  const definition = defineAdapter({
    ...whole,
    create: (deps) => {
      const made = good(deps);
      return { ...made, ...adapter?.(made, deps) };
    },
  });
  const waiting: unknown[] = [];
  const history: unknown[] = [];
  const provider: CourierSubject = {
    definition,
    accounts: [
      {
        address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'line-1' },
        settings: { token: 'courier-token-of-the-first' },
      },
      {
        address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'line-2' },
        settings: { token: 'courier-token-of-the-second' },
      },
    ],
    peer: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'customer-4711' },
    respond: (request) => respond(request, waiting, history),
    documented: [{ status: 409, expect: 'rejected' }],
    webhooks: {
      sign: (draft, { account, nowMs }) => {
        const time = String(nowMs);
        const signed = {
          'x-courier-time': time,
          'x-courier-signature': signature(account.settings.token[0]!, time, draft.body),
        };
        return { ...draft, headers: { ...draft.headers, ...signed } };
      },
      message: (fact) => draftOf([messageOf(fact)]),
      batch: (facts) => draftOf(facts.map(messageOf)),
      receipt: ({ id, state, account, atMs, sent }) => {
        if (state === 'accepted') return undefined;
        const { ref } = JSON.parse(sent.body) as { ref: string };
        return draftOf([{ id: `${id}:${state}`, type: 'receipt', line: lineOf(account), atMs, of: id, ref, state }]);
      },
      rotation: { account: { token: 'courier-token-that-is-new' } },
    },
    samples: [{ name: 'an event of a new kind', draft: draftOf([{ type: 'typing' }]), expect: ['unparsable'] }],
    oldSettings: [{ version: 1, settings: { password: 'courier-password-of-old' } }],
    media: { kind: 'url', url: `${API}/files/1` },
    arrive: (fact) => {
      waiting.push(messageOf(fact));
    },
    remember: (fact) => {
      history.push(messageOf(fact));
    },
  };
  return { ...provider, ...subject?.(provider) };
}

function messageOf({ n, from, text, account, atMs }: MessageFact<Courier>) {
  return { id: `m${n}`, type: 'message', line: lineOf(account), from: from.value, text, atMs };
}

function draftOf(events: unknown[]): WebhookDraft {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ events }) };
}

let ids = 0;

function respond(
  { method, url, headers, body }: ProviderRequest,
  waiting: unknown[],
  history: unknown[],
): ProviderAnswer {
  if (!headers['authorization']?.startsWith('Bearer courier-token')) return { status: 401, body: {} };
  const after = Number(url.searchParams.get('after') ?? 0);
  switch (`${method} ${url.pathname}`) {
    case 'POST /messages':
      ids += 1;
      return isTooLong(body)
        ? { status: 400, body: { code: 'too-long' } }
        : { status: 201, body: { id: `out-${ids}` } };
    case 'POST /media':
      return { status: 201, body: { id: 'media-1' } };
    case 'GET /updates':
      return { body: { events: waiting.slice(after) } };
    case 'GET /history':
      return { body: { events: history.slice(after) } };
    case 'GET /receipts':
      return { body: { events: (url.searchParams.get('ids') ?? '').split(',').map(receiptOf) } };
    case 'GET /messages':
      return { body: { ids: [] } };
    case 'GET /me':
      return { body: { line: 'line-1' } };
    case 'GET /people/customer-4711':
      return { body: { name: 'Ann' } };
    case 'GET /files/1':
      return { headers: { 'content-type': 'image/png' }, body: new Uint8Array([137, 80, 78, 71]) };
    default:
      return { status: 404, body: {} };
  }
}

function receiptOf(of: string) {
  return { id: `${of}:delivered`, type: 'receipt', line: 'line-1', atMs: 1_700_000_000_000, of, state: 'delivered' };
}

function isTooLong(body: string): boolean {
  const { items } = JSON.parse(body) as { items: { kind: string; text?: string }[] };
  return items.some(({ text = '' }) => text.length > 200);
}
