import { systemScheduler } from '../../policy/system-scheduler.js';
import { onSends } from './faulty-network.js';
import { Life } from './life.js';
import { lostAnswer, toldAtLast } from './life-of-receipts.js';
import { longestText } from './promised-content.js';
import type { ProviderRequest } from './provider-answer.js';
import { type AdapterRule, broken, expect, overHttp } from './rule.js';
import { turns } from './soon.js';

const MINUTE_MS = 60_000;
/** In which whatever goes on after `stop` shows itself. */
const AFTERWARDS_MS = 100;

/** Power cuts, lost answers and half a message, through the engine. */
export const crashRules: AdapterRule[] = [
  {
    id: 'crash/between-intent-and-outcome',
    why: 'The power fails while the provider answers. Sent again without a key, the customer reads it twice.',
    remedy:
      'With `idempotency: key`, make requests of `part.idempotencyKey` alone; declare `key` only if the provider keeps it.',
    skip: overHttp,
    async check(bench) {
      await using life = await Life.begin(bench);
      await life.customerWrites();
      const { network } = life;
      network.faults = onSends({ kind: 'hangs' });
      const id = life.agentWrites('The power fails during this.');
      await life.quiet(() => network.sends.length > 0);
      const [first] = network.sends;
      if (!first) return broken('a message to be sent', 'no request was made');
      network.faults = ({ preparatory }) => (preparatory ? { kind: 'answers', answer: { status: 503 } } : undefined);
      await life.crash();
      await life.later(3 * MINUTE_MS);
      await sameKeyOrNothing(life, id);
    },
  },
  {
    id: 'crash/lost-answer',
    why: 'The connection breaks after the provider has the message, which is the usual way to send something twice.',
    remedy: 'Return `uncertain`; with `idempotency: key`, make requests of `part.idempotencyKey` alone.',
    skip: overHttp,
    async check(bench) {
      await using life = await Life.begin(bench);
      const { id } = await lostAnswer(life);
      await life.later(3 * MINUTE_MS);
      await sameKeyOrNothing(life, id);
    },
  },
  {
    id: 'crash/partial-failure',
    why: 'Half a message has arrived. The agent must read which part did not, and the first must not be sent again.',
    remedy: 'Return `rejected` for the part that is refused, and send in one call nothing but its part.',
    skip: (subject) =>
      overHttp(subject) ??
      (subject.documented?.some(({ expect }) => expect === 'rejected')
        ? undefined
        : { give: 'a `documented` refusal' }),
    async check(bench) {
      const refusal = bench.subject.documented!.find(({ expect: kind }) => kind === 'rejected')!;
      const { text, itemsPerPart = 1 } = bench.capabilities;
      if (text.overflow === 'reject') return;
      await using life = await Life.begin(bench);
      await life.customerWrites();
      const { network } = life;
      network.faults = ({ preparatory }) =>
        !preparatory && network.sends.length >= 1 ? { kind: 'answers', answer: refusal } : undefined;
      // One call takes that many pieces of a text together.
      const words = (longestText(bench.capabilities).length / 6) * (itemsPerPart + 0.5);
      const id = life.agentWrites(Array.from({ length: words }, (_, n) => `${n}`.padStart(5, '0')).join(' '));
      await life.later(3 * MINUTE_MS);
      toldAtLast(life, id, 'FAILED', 'after the second part of a message was refused');
      const made = network.sends.length;
      expect(made === 2, 'one request for each of two parts', `there were ${made}`);
    },
  },
  {
    id: 'leftover/stops-with-the-connector',
    why: 'An adapter that goes on after `stop` keeps the process, or speaks for it beside the next one.',
    remedy: 'End polls and sockets with the signal of `connect`, and requests with theirs.',
    skip: overHttp,
    async check(bench) {
      const life = await Life.begin(bench);
      await life.customerWrites();
      life.agentWrites('The last one.');
      await life.quiet();
      await life[Symbol.asyncDispose]();
      await turns();
      const before = life.network.requests.length;
      await systemScheduler.sleep(AFTERWARDS_MS);
      const more = life.network.requests.length - before;
      expect(more === 0, 'no request after `stop`', `there were ${more}`);
    },
  },
];

/** @throws Broken where a message whose outcome is unknown was sent again without protection, or its end is not told */
async function sameKeyOrNothing(life: Life, id: string): Promise<void> {
  const { network, bench } = life;
  const [part] = (await life.message(id)).parts ?? [];
  if (bench.capabilities.idempotency.kind !== 'key') {
    expect(
      network.sends.length === 1,
      'no second request: nothing protects from it',
      `there were ${network.sends.length}`,
    );
    return toldAtLast(life, id, 'FAILED', 'when nobody can say what became of it');
  }
  expect(network.sends.length === 2, 'a second request under the same key', `there were ${network.sends.length}`);
  const without = network.sends.find((request) => !carries(request, part!.idempotencyKey));
  expect(!without, '`part.idempotencyKey` in both requests', 'it is missing from one');
}

function carries({ url, headers, body }: ProviderRequest, key: string): boolean {
  const all = [url.href, body, ...Object.values(headers)].join('\n');
  return all.includes(key) || all.includes(key.replaceAll('-', ''));
}
