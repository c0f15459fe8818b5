import type { SendOutcome } from '../../contract/send-outcome.js';
import { isDocumented, ODD_BODIES, shownAnswer, statuses } from './answers.js';
import type { Bench } from './bench.js';
import { onSends } from './faulty-network.js';
import type { ProviderAnswer } from './provider-answer.js';
import { type AdapterRule, broken, expect, overHttp } from './rule.js';
import { type SendTry, trySend } from './send-try.js';
import { shownTry } from './shown.js';

const RETRY_AFTER_S = 17;
const DAY_MS = 86_400_000;

/** What becomes of a send that is answered, by whatever stands at the other end. */
export const answerRules: AdapterRule[] = [
  {
    id: 'outcome/unreadable-success',
    why: 'Something answered 2xx, but not as the provider does: the message may be on its way, and no receipt will find it.',
    remedy: 'Read the id out of the answer with a schema; where it is not there, return `uncertain`.',
    skip: overHttp,
    async check(bench) {
      for (const status of [200, 201, 202, 204]) {
        for (const [what, body] of unreadable(bench)) await answered(bench, { status, body }, ['uncertain'], what);
      }
    },
  },
  {
    id: 'outcome/server-error',
    why: 'A server that fails may have failed after it had passed the message on. Sent again, the customer reads it twice.',
    remedy:
      'Return `uncertain` for every 5xx that the provider does not document as a refusal; declare those that it does in `documented`.',
    skip: overHttp,
    async check(bench) {
      for (const status of statuses(500)) {
        for (const [what, body] of odd(bench, status)) await answered(bench, { status, body }, ['uncertain'], what);
      }
    },
  },
  {
    id: 'outcome/client-error',
    why: 'A refusal taken for a success tells the agent that the customer has read what was never sent.',
    remedy:
      'Return `accepted` for a 4xx only where the provider documents it (a repeated key, answered 409), and declare it in `documented`.',
    skip: overHttp,
    async check(bench) {
      for (const status of [...statuses(400), 401, 403, 429]) {
        for (const [what, body] of odd(bench, status)) {
          await answered(bench, { status, body }, ['rejected', 'retry', 'blocked', 'uncertain'], what);
        }
      }
    },
  },
  {
    id: 'outcome/too-many-requests',
    why: 'A message that met a limit is lost although it only had to wait; without the wait, the limit is met again and again.',
    remedy: 'Return `retry` for 429, with `afterMs` from `retryAfterMs(headers, clock.now())`.',
    skip: overHttp,
    async check(bench) {
      const headers = { 'retry-after': String(RETRY_AFTER_S) };
      for (const [what, body] of odd(bench, 429)) {
        const { outcome } = await answered(bench, { status: 429, headers, body }, ['retry'], what);
        if (outcome.kind !== 'retry') continue;
        const { afterMs } = outcome.reason;
        const waits = afterMs !== undefined && afterMs >= RETRY_AFTER_S * 1_000 && afterMs <= DAY_MS;
        expect(
          waits,
          `\`afterMs\` of ${RETRY_AFTER_S * 1_000} after Retry-After: ${RETRY_AFTER_S}`,
          `it is ${afterMs}`,
        );
      }
      for (const garbage of ['soon', '-5', 'Wed, 99 Foo', '1e99', '']) {
        const tried = await answer(bench, { status: 429, headers: { 'retry-after': garbage } });
        const told = tried.told ?? tried.outcome;
        const afterMs = told.kind === 'accepted' ? undefined : told.reason?.afterMs;
        const sane = afterMs === undefined || (Number.isFinite(afterMs) && afterMs >= 0);
        expect(sane, '`afterMs` to be a time or absent', `it is ${afterMs} after Retry-After: ${garbage}`);
      }
    },
  },
  {
    id: 'outcome/bad-credentials',
    why: 'A login that is refused is refused for every message: tried again, it burns each deadline and may lock the account.',
    remedy:
      'Return `blocked` with the class "credentials-invalid" for 401 and 403, or `rejected` where it is about this message.',
    skip: overHttp,
    async check(bench) {
      for (const status of [401, 403]) {
        for (const [what, body] of odd(bench, status)) {
          await answered(bench, { status, body }, ['blocked', 'rejected'], what);
        }
      }
    },
  },
  {
    id: 'outcome/redirect',
    why: 'A redirect can lead anywhere: whoever follows it with the credentials hands them over, and a 3xx has sent nothing.',
    remedy: 'Follow no redirect of a send; treat 3xx like any answer that is not the provider’s.',
    skip: overHttp,
    async check(bench) {
      const headers = { location: 'https://elsewhere.example.net/collect' };
      for (const status of statuses(300)) {
        await answered(bench, { status, headers, body: '' }, ['rejected', 'retry', 'blocked', 'uncertain']);
      }
      const followed = bench.network.requests.find(({ url }) => url.hostname === 'elsewhere.example.net');
      expect(
        !followed,
        'no request to the host of a redirect',
        `${followed?.method} ${followed?.url.origin} was called`,
      );
    },
  },
  {
    id: 'outcome/documented',
    why: 'What the provider documents is what agents and operators will meet every day.',
    remedy: 'Mend the table of codes, or `documented` of the subject, whichever is wrong.',
    skip: (subject) => overHttp(subject) ?? (subject.documented?.length ? undefined : { give: '`documented`' }),
    async check(bench) {
      for (const { expect: kind, ...documented } of bench.subject.documented ?? []) {
        const tried = await answer(bench, documented);
        expect(tried.outcome.kind === kind, `\`${kind}\` for ${shownAnswer(documented)}`, shownTry(tried));
      }
    },
  },
];

/** Answers of 2xx that do not say, in whatever way, that the provider has the message. */
function unreadable({ subject }: Bench): readonly (readonly [string, string])[] {
  if (!subject.successNeedsNoId) return ODD_BODIES;
  return ODD_BODIES.filter(([, body]) => body.startsWith('<') || body.startsWith('{"id":"abc"'));
}

function odd({ subject }: Bench, status: number): readonly (readonly [string, string])[] {
  return ODD_BODIES.filter(([, body]) => !isDocumented(subject, status, body));
}

async function answer(bench: Bench, answer: ProviderAnswer): Promise<SendTry> {
  bench.network.faults = onSends({ kind: 'answers', answer });
  return trySend(bench);
}

async function answered(
  bench: Bench,
  given: ProviderAnswer,
  kinds: SendOutcome['kind'][],
  what?: string,
): Promise<SendTry> {
  const tried = await answer(bench, given);
  if (!kinds.includes(tried.outcome.kind)) {
    const expected = kinds.map((kind) => `\`${kind}\``).join(' or ');
    broken(`${expected} after ${shownAnswer(given, what)}`, shownTry(tried));
  }
  return tried;
}
