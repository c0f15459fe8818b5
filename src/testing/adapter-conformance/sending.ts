import type { Account } from '../../contract/account.js';
import type { PartItem } from '../../contract/content-item.js';
import type { Bench } from './bench.js';
import { onSends } from './faulty-network.js';
import { partsOf, promisedMessages, templateItem } from './promised-content.js';
import { type AdapterRule, broken, expect, type Known, overHttp, type Skip } from './rule.js';
import { CORRELATION, IDEMPOTENCY_KEY, textItem, trySend } from './send-try.js';
import { nameOf, shownOutcome, shownTry } from './shown.js';

/** How a send is made, whatever comes of it. */
export const sendingRules: AdapterRule[] = [
  {
    id: 'send/accepted-has-ids',
    why: 'Receipts find their message by the ids of the answer: without one, no delivery and no failure is ever seen.',
    remedy: 'Return with `accepted` one id for each receipt to expect, as receipts name it; none twice.',
    async check(bench) {
      const tried = await trySend(bench);
      const { told, outcome } = tried;
      if (outcome.kind !== 'accepted') broken('`accepted` where the provider answers well', shownTry(tried));
      const ids = told?.kind === 'accepted' ? told.ids : [];
      const sound = ids.length > 0 && ids.every((id) => typeof id === 'string' && id !== '' && id !== 'undefined');
      expect(sound && new Set(ids).size === ids.length, 'ids that are texts, each its own', shownOutcome(outcome));
    },
  },
  {
    id: 'send/what-is-promised',
    why: 'HubSpot offers agents what the capabilities promise; what then fails looks like a defect to everybody.',
    remedy: 'Declare less in `capabilities` or `capabilitiesFor`, or send it.',
    async check(bench) {
      for (const message of promisedMessages(bench)) {
        for (const { items } of partsOf(bench, message)) await goesWell(bench, message.what, items);
      }
      if (bench.capabilities.content?.includes('template')) await goesWell(bench, 'a template', [templateItem(bench)]);
    },
  },
  {
    id: 'send/one-request-per-part',
    why: 'One intent licenses one call. After a second one, a crash between the two leaves half a part that nobody knows of.',
    remedy: 'Make one request that sends, and mark those before it (uploads, look-ups) `preparatory`.',
    skip: overHttp,
    async check(bench) {
      for (const message of promisedMessages(bench)) {
        for (const { items } of partsOf(bench, message)) {
          const before = bench.network.sends.length;
          await trySend(bench, { items });
          const made = bench.network.sends.length - before;
          expect(made === 1, `one request that is not \`preparatory\` for ${message.what}`, `there were ${made}`);
        }
      }
    },
  },
  {
    id: 'send/never-repeats',
    why: 'An adapter that tries again by itself does so without an intent: after a crash nobody knows how often it was sent.',
    remedy: 'Return `retry` and let the framework try again: it waits, counts and journals.',
    skip: overHttp,
    async check(bench) {
      const faults = [
        { kind: 'answers', answer: { status: 500 } },
        { kind: 'answers', answer: { status: 429, headers: { 'retry-after': '1' } } },
        { kind: 'fails', code: 'reset', requestSent: 'yes' },
      ] as const;
      for (const fault of faults) {
        const before = bench.network.sends.length;
        bench.network.faults = onSends(fault);
        await trySend(bench);
        const made = bench.network.sends.length - before;
        expect(made <= 1, 'no second request after the first one has failed', `there were ${made}`);
      }
    },
  },
  {
    id: 'send/does-not-wait',
    why: 'A send that paces itself holds a lane and a connection, and does not know of the other processes.',
    remedy: 'Declare the rate in `limits`; answer 429 with `retry` and `afterMs`.',
    async check(bench) {
      await trySend(bench);
      bench.network.faults = () => ({ kind: 'answers', answer: { status: 429, headers: { 'retry-after': '2' } } });
      await trySend(bench);
      expect(bench.clock.sleeps.length === 0, 'no sleep in `send`', `it slept for ${bench.clock.sleeps.join(', ')} ms`);
    },
  },
  {
    id: 'send/same-key-again',
    why: 'Only the same key makes a repeated send harmless: with a new one the customer reads the message twice.',
    remedy: 'Hand the provider `part.idempotencyKey`, never something of the attempt.',
    skip: (subject, known) => overHttp(subject) ?? declares(known, 'key'),
    async check(bench) {
      for (const attempt of [1, 2]) {
        await trySend(bench, { attempt, correlation: `${CORRELATION}-${attempt}` });
        const request = bench.network.sends.at(-1);
        const carried = request && holds(request, IDEMPOTENCY_KEY);
        expect(carried === true, `\`part.idempotencyKey\` in the request of attempt ${attempt}`, 'it is not there');
      }
    },
  },
  {
    id: 'send/carries-the-correlation',
    why: 'When an answer is lost, the correlation that a receipt brings back is all that tells that the message was sent.',
    remedy:
      'Put `ctx.correlation` where the provider echoes it: a reference of the message, or `ctx.callbackUrl({ … })`.',
    skip: (subject, known) => overHttp(subject) ?? declares(known, 'correlation'),
    async check(bench) {
      await trySend(bench);
      const request = bench.network.sends.at(-1);
      expect(!!request && holds(request, CORRELATION), '`ctx.correlation` in the request', 'it is not there');
    },
  },
  {
    id: 'send/older-parts',
    why: 'A part that an older version planned is sent as it is after an update: a crash over it strands the message.',
    remedy: 'Read `part.data` with a schema, and send or refuse what it cannot explain.',
    async check(bench) {
      const odd = [undefined, null, 'old', 7, [], {}, { version: 0, nested: { list: [null] } }];
      for (const data of odd) {
        const part = { adapterVersion: '0.0.1', ...(data === undefined ? {} : { data }) };
        const { threw } = await trySend(bench, { part });
        if (threw !== undefined) broken('`send` to cope with a part of an older version', `it threw ${nameOf(threw)}`);
      }
    },
  },
  {
    id: 'send/accounts-apart',
    why: 'Calls for several accounts run at once in one adapter: a mix-up sends one tenant’s message in another’s name.',
    remedy: 'Keep nothing of an account in the adapter; use `ctx.account` of each call.',
    skip: overHttp,
    async check(bench) {
      const alone = await Promise.all(bench.accounts.map((account) => requestsFor(bench, [account])));
      const again = await Promise.all(bench.accounts.map((account) => requestsFor(bench, [account])));
      // Requests with something random in them cannot be compared.
      if (alone.flat().join() !== again.flat().join()) return;
      const together = await requestsFor(bench, bench.accounts);
      const same = together.toSorted().join() === alone.flat().toSorted().join();
      expect(same, 'the same requests for two accounts, one after another or at once', 'they differ');
    },
  },
];

async function goesWell(bench: Bench, what: string, items: PartItem[]): Promise<void> {
  const tried = await trySend(bench, { items });
  expect(tried.outcome.kind === 'accepted', `${what} to be accepted by the provider`, shownTry(tried));
}

/** What is sent when these accounts send at once, by an adapter of its own. */
async function requestsFor(bench: Bench, accounts: readonly Account[]): Promise<string[]> {
  const own = bench.again();
  try {
    await Promise.all(accounts.map((account) => trySend(own, { account, items: [textItem(`for ${account.key}`)] })));
    return own.network.sends.map(({ url, headers, body }) => JSON.stringify([url.href, headers, body]));
  } finally {
    await own.close();
  }
}

function declares({ capabilities }: Known, kind: 'key' | 'correlation'): Skip | undefined {
  const { idempotency } = capabilities;
  return idempotency.kind === kind ? undefined : { without: `\`idempotency\` is \`${idempotency.kind}\`` };
}

function holds({ url, headers, body }: Bench['network']['requests'][number], needle: string): boolean {
  const all = [url.href, body, ...Object.values(headers)].join('\n');
  return [all, decoded(all)].some((text) => text.includes(needle) || text.includes(needle.replaceAll('-', '')));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
