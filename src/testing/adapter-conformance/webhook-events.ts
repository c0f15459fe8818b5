import type { ProviderEvent, ReceiptEvent } from '../../contract/provider-event.js';
import { isAddress } from './account-calls.js';
import type { Bench } from './bench.js';
import { type Delivered, deliver, genuine, messageFact, type Signed, signed } from './delivery-of-webhooks.js';
import { type AdapterRule, broken, expect, needs, type Skip } from './rule.js';
import { CORRELATION, trySend } from './send-try.js';
import { shownTry } from './shown.js';
import type { AdapterSubject, MessageFact } from './subject.js';

const DAY_MS = 86_400_000;

/** What webhooks are read as. */
export const webhookEventRules: AdapterRule[] = [
  {
    id: 'webhook/message',
    why: 'A customer’s message that is not read as one never reaches the inbox.',
    remedy:
      'Return one event of kind `message`, with the peer as `conversation` and `from`, and the text as it was written.',
    skip: needs('parseWebhook', 'webhooks'),
    async check(bench) {
      const fact = messageFact(bench);
      const delivered = await deliver(bench, await genuine(bench));
      const [{ event } = broken('a message to become an event', happened(delivered))] = delivered.events;
      if (event.kind !== 'message') broken('an event of kind `message`', happened(delivered));
      const { from, conversation, content } = event;
      const text = content.flatMap((item) => (item.kind === 'text' ? [item.text] : [])).join('\n');
      expect(text === fact.text, 'the text as it was written', `it is “${text}”`);
      const right = [from, conversation].every(
        ({ value, type }) => value === fact.from.value && type === fact.from.type,
      );
      expect(
        right,
        `the peer ${shown(fact.from)} as \`from\` and \`conversation\``,
        `they are ${shown(from)}, ${shown(conversation)}`,
      );
      expect(
        delivered.status >= 200 && delivered.status < 300,
        'an answer of 2xx',
        `it was answered ${delivered.status}`,
      );
    },
  },
  {
    id: 'webhook/receipts',
    why: 'A declared state that never arrives leaves messages unconfirmed, and agents in doubt.',
    remedy:
      'Return a `receipt` for each state in `receipts.states`, `of` the id that `send` returned or of our correlation.',
    skip: needsReceipts,
    async check(bench) {
      for (const { state, id, request } of await receipts(bench)) {
        const delivered = await deliver(bench, request);
        const event = delivered.events[0]?.event;
        if (event?.kind !== 'receipt') return broken(`an event of kind \`receipt\` for ${state}`, happened(delivered));
        expect(event.state === state, `the state ${state}`, `it is ${event.state}`);
        expect(isOf(event, id), `a receipt of ${id} or of our correlation`, `it is of ${JSON.stringify(event.of)}`);
      }
    },
  },
  {
    id: 'webhook/samples',
    why: 'What a provider was seen to send is what it will send again.',
    remedy:
      'Read the sample as `expect` says; what cannot be shown becomes text, an `unsupported` item or `Unparsable`.',
    skip: (subject, known) =>
      needs('parseWebhook', 'webhooks')(subject, known) ??
      (subject.samples?.length ? undefined : { give: '`samples`' }),
    async check(bench) {
      for (const { name, draft, expect: kinds } of bench.subject.samples ?? []) {
        const delivered = await deliver(bench, await signed(bench, draft));
        const right = delivered.kinds.join() === kinds.join();
        expect(right, `“${name}” to become [${kinds.join(', ')}]`, happened(delivered));
      }
    },
  },
  {
    id: 'webhook/usable-events',
    why: 'An event without id, address or time cannot be kept: it ends as a dead letter that nobody expected.',
    remedy: 'Fill every member of the event; phone numbers are E.164 with a +, times are milliseconds since the epoch.',
    skip: needs('parseWebhook', 'webhooks'),
    async check(bench) {
      for (const request of await everyRequest(bench)) {
        const { events, unparsable, foreign } = await deliver(bench, request);
        expect(unparsable.length === 0, 'events that can be used', `one cannot: ${unparsable[0]}`);
        expect(foreign === 0, 'events of accounts the request speaks for', `${foreign} were of none`);
        for (const { event } of events) usable(bench, event);
      }
    },
  },
  {
    id: 'webhook/same-key-again',
    why: 'Providers send the same request again when our answer is lost; another key makes it a second message.',
    remedy: 'Make `dedupeKey` of the provider’s id of the event, not of the request, the time or chance.',
    skip: needs('parseWebhook', 'webhooks'),
    async check(bench) {
      for (const request of await everyRequest(bench)) {
        const [first, second] = [await deliver(bench, request), await deliver(bench, request)];
        expect(keysOf(first) === keysOf(second), 'the same dedupe keys for the same request', 'they differ');
      }
      const later = bench.clock.now() + 60_000;
      const draft = bench.subject.webhooks!.message(messageFact(bench));
      const again = await deliver(bench, await signed(bench, draft, bench.account, later));
      const once = await deliver(bench, await genuine(bench));
      expect(
        keysOf(once) === keysOf(again),
        'the same dedupe key when the provider signs the event anew',
        'they differ',
      );
    },
  },
  {
    id: 'webhook/one-key-per-fact',
    why: 'Two facts with one key are one fact: the second message, or the read after the delivered, is dropped.',
    remedy: 'Put into `dedupeKey` all that tells two facts apart: the message’s id, and the state of a receipt.',
    skip: needs('parseWebhook', 'webhooks'),
    async check(bench) {
      const keys: string[] = [];
      for (const request of await everyRequest(bench)) {
        keys.push(...(await deliver(bench, request)).events.map(({ event }) => event.dedupeKey));
      }
      const twice = keys.find((key, index) => keys.indexOf(key) !== index);
      expect(twice === undefined, 'a dedupe key of its own for each fact', `“${twice}” stands for two`);
    },
  },
  {
    id: 'webhook/batch',
    why: 'Providers put several events into one request, in whatever company: each must come out as if it came alone.',
    remedy: 'Read every event of the request, and make keys of the event alone, not of its place.',
    skip: needsBatch,
    async check(bench) {
      const alone: string[] = [];
      for (const n of [1, 2, 3]) alone.push(keysOf(await deliver(bench, await genuine(bench, n))));
      const together = await deliver(bench, await batchOf(bench, [1, 2, 3]));
      expect(
        keysOf(together) === alone.join('\n'),
        'the three messages with the keys they have alone',
        happened(together),
      );
    },
  },
];

/** For rules about requests that hold several events. */
export function needsBatch(...[subject, known]: Parameters<ReturnType<typeof needs>>): Skip | undefined {
  const { batch } = subject.webhooks ?? {};
  if (batch === 'never') return { without: 'the provider sends one event per request' };
  return needs('parseWebhook', 'webhooks')(subject, known) ?? (batch ? undefined : { give: '`webhooks.batch`' });
}

export function batchOf(bench: Bench, numbers: number[]): Promise<Signed> {
  const { batch } = bench.subject.webhooks ?? {};
  if (typeof batch !== 'function') return broken('`webhooks.batch`', 'it is not there');
  return signed(bench, batch(numbers.map((n): MessageFact => messageFact(bench, n))));
}

/** Two messages, and a receipt for each state. */
export async function everyRequest(bench: Bench): Promise<Signed[]> {
  const messages = [await genuine(bench, 1), await genuine(bench, 2)];
  const reported = bench.subject.webhooks?.receipt ? await receipts(bench) : [];
  return [...messages, ...reported.map(({ request }) => request)];
}

/** A receipt for each declared state of a message that was just sent. */
async function receipts(bench: Bench): Promise<{ state: ReceiptEvent['state']; id: string; request: Signed }[]> {
  const tried = await trySend(bench);
  if (tried.outcome.kind !== 'accepted') return broken('`accepted` where all is well', shownTry(tried));
  const { account, clock, network, subject, definition } = bench;
  const id = tried.outcome.ids[0]!;
  const sent = network.sends.at(-1) ?? {
    method: '',
    url: new URL('socket:'),
    headers: {},
    body: '',
    preparatory: false,
  };
  const made = [];
  for (const state of definition.receipts.states) {
    const draft = subject.webhooks!.receipt?.({ id, state, account, peer: subject.peer, atMs: clock.now(), sent });
    if (draft) made.push({ state, id, request: await signed(bench, draft) });
  }
  return made;
}

export function keysOf({ events }: Delivered): string {
  return events.map(({ event }) => event.dedupeKey).join('\n');
}

function needsReceipts(subject: AdapterSubject, known: Parameters<ReturnType<typeof needs>>[1]) {
  const { definition, webhooks } = subject;
  const skip = needs('parseWebhook', 'webhooks')(subject, known);
  if (skip) return skip;
  if (definition.receipts.delivery !== 'pushed') return { without: 'receipts are not pushed' };
  return webhooks?.receipt ? undefined : { give: '`webhooks.receipt`' };
}

function isOf({ of }: ReceiptEvent, id: string): boolean {
  if ('id' in of) return of.id === id;
  return 'peer' in of || of.correlation === CORRELATION;
}

function usable(bench: Bench, event: ProviderEvent): void {
  for (const [name, value] of Object.entries(event)) {
    if (typeof value !== 'object' || value === null || !('type' in value && 'value' in value)) continue;
    const { type, value: address } = value as { type: string; value: string };
    expect(isAddress(type, address), `\`${name}\` to be an address`, `it is ${type} “${address}”`);
  }
  if (!('atMs' in event) || event.atMs === undefined) return;
  const off = Math.abs(event.atMs - bench.clock.now());
  expect(off < DAY_MS, '`atMs` in milliseconds since the epoch', `it is ${event.atMs}`);
}

function shown({ type, value }: { type: string; value: string }): string {
  return `${type} “${value}”`;
}

export function happened({ status, kinds, unparsable, threw, foreign }: Delivered): string {
  if (threw) return `\`${threw}\` threw`;
  const why = unparsable.length > 0 ? ` (${unparsable.join('; ')})` : '';
  return `it became [${kinds.join(', ')}]${why}, ${foreign} foreign, answered ${status}`;
}
