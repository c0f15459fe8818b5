import type { ReceiptEvent } from '../../contract/provider-event.js';
import { Bench } from './bench.js';
import { onSends } from './faulty-network.js';
import { Life } from './life.js';
import type { ProviderAnswer, ProviderRequest } from './provider-answer.js';
import { type AdapterRule, broken, expect, type Known, overHttp, type Skip } from './rule.js';
import { trySend } from './send-try.js';
import type { AdapterSubject } from './subject.js';

const MINUTE_MS = 60_000;

/** Receipts on their way through the engine, in every disorder. */
export const receiptRules: AdapterRule[] = [
  {
    id: 'receipt/as-it-comes',
    why: 'HubSpot shows agents what became of a message; a receipt that does not find it leaves “sent” for ever.',
    remedy: 'Name in `of` the id that `send` returned, or the correlation that it was given.',
    skip: needsReceipts,
    async check(bench) {
      await using life = await Life.begin(bench);
      const { id, ids, request } = await sent(life);
      for (const state of goodStates(life)) await life.report(state, ids[0]!, request);
      await life.later(MINUTE_MS);
      toldAtLast(life, id, life.goal, 'after the receipts of a message that went well');
    },
  },
  {
    id: 'receipt/failed',
    why: 'The provider has given up, and the agent believes that the customer has read it.',
    remedy: 'Return the state `failed`, with a `reason` of the provider’s code.',
    skip: (subject, known) =>
      needsReceipts(subject, known) ??
      (subject.definition.receipts.states.includes('failed') ? undefined : { without: '`failed` is never reported' }),
    async check(bench) {
      await using life = await Life.begin(bench);
      const { id, ids, request } = await sent(life);
      await life.report('failed', ids[0]!, request);
      await life.later(MINUTE_MS);
      toldAtLast(life, id, 'FAILED', 'after a receipt `failed`');
    },
  },
  {
    id: 'receipt/before-the-send-returned',
    why: 'Providers are often faster with the receipt than with the answer to the call.',
    remedy: 'Take such a receipt like any other: it waits for its message. Keep no list of ids in the adapter.',
    skip: needsReceipts,
    async check(bench) {
      await using life = await Life.begin(bench);
      await life.customerWrites();
      life.network.beforeAnswer = async (answer, request) => {
        if (request.preparatory) return;
        const [id] = await idsIn(bench, answer);
        for (const state of goodStates(life)) await life.report(state, id!, request);
      };
      const id = life.agentWrites('A receipt overtakes the answer to this.');
      await life.quiet();
      await life.later(MINUTE_MS);
      toldAtLast(life, id, life.goal, 'where receipts come before the answer to the call');
    },
  },
  {
    id: 'receipt/doubled',
    why: 'Providers send receipts again whenever our answer was late.',
    remedy: 'Answer a repeated request like the first, and give the same receipt the same `dedupeKey`.',
    skip: needsReceipts,
    async check(bench) {
      await using life = await Life.begin(bench);
      const { id, ids, request } = await sent(life);
      for (const state of goodStates(life)) {
        const answers = [await life.report(state, ids[0]!, request), await life.report(state, ids[0]!, request)];
        const taken = answers.every((status) => status === undefined || status < 300);
        expect(taken, `2xx for the receipt \`${state}\`, each time it comes`, `answered ${answers.join(', ')}`);
      }
      await life.later(MINUTE_MS);
      toldAtLast(life, id, life.goal, 'after receipts that came twice');
      const told = life.told(id);
      expect(new Set(told).size === told.length, 'HubSpot to be told each status once', `told: ${told.join(', ')}`);
    },
  },
  {
    id: 'receipt/reordered',
    why: 'Receipts overtake each other: what was read must not become “delivered” again.',
    remedy:
      'Return each receipt as it comes, under a key of its own, whatever came before: the engine knows which is further.',
    skip: needsReceipts,
    async check(bench) {
      await using life = await Life.begin(bench);
      const { id, ids, request } = await sent(life);
      for (const state of goodStates(life).reverse()) {
        await life.report(state, ids[0]!, request);
        await life.quiet();
      }
      await life.later(MINUTE_MS);
      toldAtLast(life, id, life.goal, 'after receipts in reverse order');
    },
  },
  {
    id: 'receipt/of-unknown-ids',
    why: 'Providers report on what others sent by the same number: refused, they send it again for days.',
    remedy: 'Return the receipt whatever its id; the engine lets it wait, and drops it in time.',
    skip: needsReceipts,
    async check(bench) {
      await using life = await Life.begin(bench);
      const { id, ids, request } = await sent(life);
      await life.report(life.best, ids[0]!, request);
      await life.later(MINUTE_MS);
      const before = life.told(id).join();
      const elsewhere = await fromElsewhere(life);
      const status =
        (await life.report('failed', elsewhere.id, elsewhere.request)) ??
        (await life.report(life.best, elsewhere.id, elsewhere.request));
      await life.later(MINUTE_MS);
      expect(status === undefined || status < 300, 'an answer of 2xx', `it was answered ${status}`);
      expect(life.told(id).join() === before, 'no other message to be touched', `told: ${life.told(id).join(', ')}`);
    },
  },
  {
    id: 'receipt/of-an-earlier-attempt',
    why: 'The answer to the first attempt was lost, a second was made: proof for the first is proof for the message.',
    remedy: 'Bring the correlation of the attempt back in `of`, with the provider’s `ids`.',
    skip: (subject, known) => needsReceipts(subject, known) ?? onlyCorrelated(known),
    async check(bench) {
      await using life = await Life.begin(bench, { onUncertain: 'resend' });
      const first = await lostAnswer(life);
      await life.later(3 * MINUTE_MS);
      const attempts = life.network.sends.length;
      expect(attempts === 2, 'a second attempt, as the account wishes', `there were ${attempts} in all`);
      for (const state of goodStates(life)) await life.report(state, first.providerId, first.request);
      await life.later(MINUTE_MS);
      toldAtLast(life, first.id, life.goal, 'after receipts of the first attempt');
    },
  },
  {
    id: 'receipt/proves-a-lost-send',
    why: 'Without the proof, a message that arrived is called failed, and the agent sends it again.',
    remedy: 'Bring the correlation of the attempt back in `of`, with the provider’s `ids`.',
    skip: (subject, known) => needsReceipts(subject, known) ?? onlyCorrelated(known),
    async check(bench) {
      await using life = await Life.begin(bench);
      const { id, providerId, request } = await lostAnswer(life);
      for (const state of goodStates(life)) await life.report(state, providerId, request);
      await life.later(3 * MINUTE_MS);
      toldAtLast(life, id, life.goal, 'after receipts of a send whose answer was lost');
      const made = life.network.sends.length;
      expect(made === 1, 'one request', `there were ${made}`);
    },
  },
];

/** An agent's message that the provider has taken. */
export async function sent(life: Life): Promise<{ id: string; ids: string[]; request: ProviderRequest }> {
  await life.customerWrites();
  const id = life.agentWrites('Sent through the whole connector.');
  await life.quiet(() => life.network.sends.length > 0);
  await life.quiet();
  const [request] = life.network.sends;
  const ids = await life.idsOf(id);
  if (!request || ids.length === 0) return broken('a message to be sent', `told: ${life.told(id).join() || 'nothing'}`);
  return { id, ids, request };
}

/** A message that the provider took, with an answer that never came. Nobody can be asked for it. */
export async function lostAnswer(life: Life) {
  await life.customerWrites();
  const { network } = life;
  let answered: ProviderAnswer | undefined;
  network.beforeAnswer = (answer, request) => {
    if (!request.preparatory) answered ??= answer;
  };
  network.faults = ({ preparatory }) => {
    if (preparatory) return { kind: 'answers', answer: { status: 503 } };
    return answered ? undefined : { kind: 'fails', code: 'reset', requestSent: 'yes', processed: true };
  };
  const id = life.agentWrites('The answer to this is lost.');
  await life.quiet(() => answered !== undefined);
  await life.quiet();
  if (!answered) return broken('a message to be sent', 'no request was made');
  const [providerId = ''] = await idsIn(life.bench, answered);
  return { id, providerId, request: network.sends[0]! };
}

/** The ids that the adapter reads out of an answer. */
async function idsIn({ subject }: Bench, answer: ProviderAnswer): Promise<string[]> {
  const reader = new Bench(subject);
  try {
    reader.network.faults = onSends({ kind: 'answers', answer });
    const { outcome } = await trySend(reader);
    return outcome.kind === 'accepted' ? outcome.ids : [];
  } finally {
    await reader.close();
  }
}

/** A message that somebody else sent by the same account. */
async function fromElsewhere({
  bench: { subject },
  publicUrl,
}: Life): Promise<{ id: string; request: ProviderRequest }> {
  const other = new Bench(subject);
  try {
    const { outcome } = await trySend(other, { publicUrl });
    const [id = 'unknown'] = outcome.kind === 'accepted' ? outcome.ids : [];
    return { id, request: other.network.sends.at(-1)! };
  } finally {
    await other.close();
  }
}

/** What is reported of a message that goes well, in order. */
function goodStates({ bench }: Life): ReceiptEvent['state'][] {
  const { states } = bench.definition.receipts;
  return (['sent', 'delivered', 'read'] as const).filter((state) => states.includes(state));
}

export function toldAtLast(life: Life, id: string, status: string, when: string): void {
  const told = life.told(id);
  expect(told.at(-1) === status, `HubSpot to be told ${status} ${when}`, `told: ${told.join(', ') || 'nothing'}`);
}

function onlyCorrelated({ capabilities }: Known): Skip | undefined {
  const { kind } = capabilities.idempotency;
  return kind === 'correlation' ? undefined : { without: `\`idempotency\` is \`${kind}\`` };
}

function needsReceipts(subject: AdapterSubject, _known: Known): Skip | undefined {
  const { definition, webhooks } = subject;
  if (definition.receipts.delivery !== 'pushed') return { without: 'receipts are not pushed' };
  return overHttp(subject) ?? (webhooks?.receipt ? undefined : { give: '`webhooks.receipt`' });
}
