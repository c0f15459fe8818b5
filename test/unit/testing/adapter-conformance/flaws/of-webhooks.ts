import type { Account, AccountLookup, RawRequest, ReceivedEvent } from 'channelwright/adapter';
import { type Courier, signature } from '../courier-adapter.js';
import type { CourierSubject, Flaw } from '../courier-subject.js';
import { type FlawTable, read, readEach } from './flawed.js';

let chance = 0;

export const webhookFlaws: FlawTable = {
  'webhook/message': {
    flaw: readEach((event) =>
      event.kind === 'message' ? { ...event, content: [{ kind: 'text', text: 'something' }] } : event,
    ),
  },
  'webhook/receipts': {
    flaw: readEach((event) => (event.kind === 'receipt' && event.state === 'read' ? undefined : event)),
  },
  'webhook/samples': { flaw: readEach((event) => (event.kind === 'unparsable' ? undefined : event)) },
  'webhook/usable-events': {
    flaw: readEach((event) => ('atMs' in event ? { ...event, atMs: event.atMs! / 1_000 } : event)),
  },
  'webhook/same-key-again': {
    flaw: read((events, headers) =>
      events.map((event) => keyed(event, (key) => `${key}@${headers['x-courier-time']}`)),
    ),
  },
  'webhook/one-key-per-fact': {
    flaw: readEach((event) => (event.kind === 'receipt' ? { ...event, dedupeKey: 'the receipt' } : event)),
  },
  'webhook/batch': {
    flaw: readEach((event, index) => keyed(event, (key) => `${index}:${key}`)),
    alsoBreaks: ['webhook/poison-piece'],
  },
  'webhook/parse-is-pure': {
    flaw: readEach((event) => {
      chance += 1;
      return event.kind === 'message' ? { ...event, from: { ...event.from, name: `${chance}` } } : event;
    }),
  },
  'webhook/poison-piece': {
    flaw: read((events) => {
      const poison = events.find(({ kind }) => kind === 'unparsable');
      return poison ? [poison] : events;
    }),
  },
  'webhook/odd-bodies': {
    flaw: judged(async (good, request, accounts) => {
      const verdict = await good(request, accounts);
      if (verdict.kind === 'authenticated' && request.body.length < 200_000)
        JSON.parse(Buffer.from(request.body).toString());
      return verdict;
    }),
  },
  'webhook/other-methods': {
    flaw: judged((good, request, accounts) => {
      if (request.method !== 'POST') throw new Error('only POST');
      return good(request, accounts);
    }),
  },
  'webhook/large-bodies': {
    flaw: judged((good, request, accounts) => {
      if (request.body.length > 1_000_000) throw new RangeError('too large');
      return good(request, accounts);
    }),
  },
  'webhook/unsigned': {
    flaw: judged((good, request, accounts) =>
      request.headers['x-courier-signature'] === undefined
        ? { kind: 'authenticated', accounts: accounts.all() }
        : good(request, accounts),
    ),
    alsoBreaks: ['webhook/other-methods'],
  },
  'webhook/tampered-signature': {
    flaw: judged((good, request, accounts) => {
      const { 'x-courier-signature': given = '', 'x-courier-time': time = '' } = request.headers;
      const right = accounts.all().map(({ settings }) => signature(settings.token[0]!, time, request.body));
      const near = right.find((one) => given.length >= 10 && one.startsWith(given.slice(0, 10)));
      return good(
        near ? { ...request, headers: { ...request.headers, 'x-courier-signature': near } } : request,
        accounts,
      );
    }),
  },
  'webhook/tampered-body': {
    flaw: {
      ...judged((good, request, accounts) => good({ ...request, body: lengthOf(request.body) }, accounts)),
      subject: signedOver((draft) => lengthOf(draft.body)),
    },
  },
  'webhook/tampered-url': {
    flaw: {
      ...judged((good, request, accounts) => {
        const { origin, pathname } = request.url;
        return good({ ...request, body: Buffer.concat([Buffer.from(origin + pathname), request.body]) }, accounts);
      }),
      subject: signedOver((draft) => `${draft.url?.href}${draft.body}`),
    },
  },
  'webhook/stale': {
    flaw: judged((good, request, accounts) =>
      good({ ...request, receivedAtMs: Number(request.headers['x-courier-time']) }, accounts),
    ),
  },
  'webhook/rotation-old': { flaw: verifiedWith((tokens) => tokens.slice(0, 1)) },
  'webhook/rotation-new': { flaw: verifiedWith((tokens) => tokens.slice(-1)) },
  'webhook/rotation-dropped': {
    flaw: {
      adapter(good) {
        const ever = new Set<string>();
        const remember = (tokens: string[]) => {
          for (const token of tokens) ever.add(token);
          return [...ever];
        };
        return verifiedWith(remember).adapter!(good, undefined as never);
      },
    },
  },
  'tenant/own-account': { flaw: readEach((event) => ({ ...event, account: 'line-1' })) },
  'tenant/anothers-url': {
    flaw: {
      adapter: (good, deps) => ({
        ...sharedSecrets((request, accounts) => [accounts.byKey(request.accountKey ?? 'first')!]).adapter!(good, deps),
        parseWebhook: (request, accounts) =>
          good.parseWebhook!(request, accounts).map((event) => ({ ...event, account: accounts[0]!.key })),
      }),
    },
    alsoBreaks: ['tenant/anothers-secret'],
  },
  'tenant/anothers-secret': { flaw: sharedSecrets((_, accounts) => accounts.all()) },
};

type Authenticate = NonNullable<import('../courier-adapter.js').CourierAdapter['authenticateWebhook']>;

/** Another verdict on who speaks. */
function judged(
  change: (good: Authenticate, request: RawRequest, accounts: AccountLookup<Courier>) => ReturnType<Authenticate>,
): Flaw {
  return {
    adapter: ({ authenticateWebhook }) => ({
      authenticateWebhook: (request, accounts) => change(authenticateWebhook!, request, accounts),
    }),
  };
}

/** Verified with some of the secrets, or others. */
function verifiedWith(choose: (tokens: string[]) => string[]): Flaw {
  const changed = (account: Account<Courier>) => ({
    ...account,
    settings: { ...account.settings, token: choose(account.settings.token) },
  });
  return judged((good, request, accounts) => good(request, { ...accounts, all: () => accounts.all().map(changed) }));
}

/** Whoever's secret verifies, these accounts are meant. */
function sharedSecrets(choose: (request: RawRequest, accounts: AccountLookup<Courier>) => Account<Courier>[]): Flaw {
  return judged(async (good, request, accounts) => {
    const { accountKey: _, ...anywhere } = request;
    const verdict = await good(anywhere, accounts);
    return verdict.kind === 'authenticated' ? { ...verdict, accounts: choose(request, accounts) } : verdict;
  });
}

/** The provider signs something else than the body. */
function signedOver(choose: (draft: { body: string | Uint8Array; url?: URL }) => string | Uint8Array) {
  return ({ webhooks }: CourierSubject): Partial<CourierSubject> => ({
    webhooks: {
      ...webhooks!,
      sign(draft, { account, nowMs }) {
        const time = String(nowMs);
        const made = signature(account.settings.token[0]!, time, choose(draft));
        return { ...draft, headers: { ...draft.headers, 'x-courier-time': time, 'x-courier-signature': made } };
      },
    },
  });
}

function lengthOf(body: string | Uint8Array): Uint8Array {
  return Buffer.from(String(body.length));
}

function keyed(event: ReceivedEvent, change: (key: string) => string): ReceivedEvent {
  return event.kind === 'unparsable' ? event : { ...event, dedupeKey: change(event.dedupeKey) };
}
