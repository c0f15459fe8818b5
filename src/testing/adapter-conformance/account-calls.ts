import type { ProviderEvent, ReceivedEvent } from '../../contract/provider-event.js';
import { eventProblem } from '../../ingress/webhooks/known-event.js';
import { ODD_BODIES } from './answers.js';
import { attemptRef } from './attempt-ref.js';
import type { Bench } from './bench.js';
import type { Fault } from './faulty-network.js';
import { type AdapterRule, broken, expect, type Known, needs, overHttp, type Skip } from './rule.js';
import { sendContext, trySend } from './send-try.js';
import { shownTry } from './shown.js';
import { calm } from './soon.js';
import type { AdapterSubject } from './subject.js';

/** More than this for one message is no answer to a question about it. */
const MOST_RECEIPTS = 100;

/** Questions that the framework asks of a provider. */
export const accountCallRules: AdapterRule[] = [
  {
    id: 'account/good-credentials',
    why: 'An account that cannot be validated cannot be connected, and a closed gate would never open again.',
    remedy: 'Return `identifiers` in HubSpot’s terms: a phone number is E.164 with its +.',
    skip: httpAnd(needs('validateAccount')),
    async check({ adapter, account }) {
      const answer = await calm('`validateAccount`', () => adapter.validateAccount!(account.settings));
      if ('problem' in answer) return broken('good credentials to be found good', JSON.stringify(answer.problem));
      const odd = answer.identifiers.find(({ type, value }) => !isAddress(type, value));
      expect(odd === undefined, 'identifiers to be addresses', JSON.stringify(odd));
    },
  },
  {
    id: 'account/bad-credentials',
    why: 'Bad credentials are to be found when somebody connects an account, before a message is lost to them.',
    remedy: 'Return a `problem` of the class “credentials-invalid” when a login is refused (401).',
    skip: httpAnd(needs('validateAccount')),
    async check({ adapter, account, network }) {
      for (const [, body] of ODD_BODIES) {
        network.faults = () => ({ kind: 'answers', answer: { status: 401, body } });
        const answer = await calm('`validateAccount`', () => adapter.validateAccount!(account.settings));
        const told = 'problem' in answer ? answer.problem.class : 'no problem';
        expect(told === 'credentials-invalid', '`credentials-invalid` after 401', `it told ${told}`);
      }
    },
  },
  {
    id: 'account/troubled-provider',
    why: 'A provider that is down says nothing about an account; taken for good, it is connected without a look.',
    remedy: 'Catch every failure in `validateAccount`, and return it as a `problem`.',
    skip: httpAnd(needs('validateAccount')),
    async check({ adapter, account, network }) {
      for (const fault of TROUBLE) {
        network.faults = () => fault;
        const answer = await calm('`validateAccount`', () => adapter.validateAccount!(account.settings));
        expect('problem' in answer, 'a problem where the provider is in trouble', 'it found the account good');
      }
    },
  },
  {
    id: 'lookup/never-guesses',
    why: '“It was not sent” sends it again, “it was” tells the agent so. A failed question answers neither.',
    remedy:
      'Return `unknown` from `wasSent` for every answer but the one that lists what was sent; two candidates are `unknown` too.',
    skip: httpAnd(needs('wasSent')),
    async check(bench) {
      for (const fault of TROUBLE) {
        bench.network.faults = () => fault;
        const answer = await lookUp(bench);
        expect(answer === 'unknown', '`unknown` where the provider could not say', JSON.stringify(answer));
      }
    },
  },
  {
    id: 'names/trouble-is-an-error',
    why: '“There is no name” is kept for a week. An outage taken for it shows agents addresses for as long.',
    remedy: 'Throw from `describePeer` for every answer but a description and the one that says there is none.',
    skip: httpAnd(needs('describePeer')),
    async check({ adapter, account, network, subject: { peer } }) {
      const { signal } = new AbortController();
      for (const fault of TROUBLE) {
        network.faults = () => fault;
        const answer = await told(() => adapter.describePeer!(peer, peer, account, signal));
        expect(answer === 'an error', 'an error where the provider could not say', `it told ${answer}`);
      }
    },
  },
  {
    id: 'pull/one-fact-one-key',
    why: 'Receipts are asked for again and again; without the same key each time, every answer counts as news.',
    remedy: 'Make `dedupeKey` of the message’s id and the state, not of the time or the question.',
    skip: httpAnd(needs('pullReceipts')),
    async check(bench) {
      const tried = await trySend(bench);
      if (tried.outcome.kind !== 'accepted') return broken('`accepted` where all is well', shownTry(tried));
      const ref = attemptRef(bench, tried.outcome.ids);
      const [first, second] = [await pull(bench, ref), await pull(bench, ref)];
      expect(keysOf(first) === keysOf(second), 'the same dedupe keys for the same answer', 'they differ');
      expect(first.length <= MOST_RECEIPTS, `at most ${MOST_RECEIPTS} events for one message`, `${first.length} came`);
      for (const event of first) sound(event);
    },
  },
];

const TROUBLE: readonly Fault[] = [
  { kind: 'fails', code: 'refused', requestSent: 'no' },
  { kind: 'fails', code: 'reset', requestSent: 'yes' },
  { kind: 'answers', answer: { status: 500 } },
  { kind: 'answers', answer: { status: 429 } },
  { kind: 'answers', answer: { status: 401 } },
  { kind: 'answers', answer: { status: 200, body: '<html></html>' } },
];

/** How `wasSent` answers; an error counts as not knowing. */
async function lookUp(bench: Bench): Promise<unknown> {
  try {
    return await bench.adapter.wasSent!([attemptRef(bench, [])], sendContext(bench));
  } catch {
    return 'unknown';
  }
}

/** What came of a question, in words. */
async function told(ask: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await ask()) ?? 'nothing';
  } catch {
    return 'an error';
  }
}

async function pull({ adapter, account }: Bench, ref: ReturnType<typeof attemptRef>): Promise<ReceivedEvent[]> {
  return adapter.pullReceipts!([ref], account);
}

function keysOf(events: ReceivedEvent[]): string {
  return events.map((event) => (event.kind === 'unparsable' ? '' : event.dedupeKey)).join('\n');
}

function sound(event: ReceivedEvent): void {
  const problem = event.kind === 'unparsable' ? event.detail : eventProblem(event as ProviderEvent);
  if (problem !== undefined) broken('events that can be used', problem);
}

function httpAnd(other: (subject: AdapterSubject, known: Known) => Skip | undefined) {
  return (subject: AdapterSubject, known: Known): Skip | undefined => overHttp(subject) ?? other(subject, known);
}

/** Whether this is an address as HubSpot takes it. */
export function isAddress(type: string, value: string): boolean {
  switch (type) {
    case 'HS_PHONE_NUMBER':
      return /^\+[1-9]\d{4,14}$/.test(value);
    case 'HS_EMAIL_ADDRESS':
      return /^[^@\s]+@[^@\s]+$/.test(value);
    case 'HS_SHORT_CODE':
      return /^\d{3,8}$/.test(value);
    default:
      return type === 'CHANNEL_SPECIFIC_OPAQUE_ID' && value !== '';
  }
}
