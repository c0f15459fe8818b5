import type { RequestSent, TransportErrorCode } from '../../contract/http-transport.js';
import type { Bench } from './bench.js';
import { onSends } from './faulty-network.js';
import { type AdapterRule, broken, expect, overHttp } from './rule.js';
import { trySend } from './send-try.js';
import { shownTry } from './shown.js';
import { soon } from './soon.js';

/** What becomes of a send that is never answered. */
export const unansweredRules: AdapterRule[] = [
  {
    id: 'outcome/not-connected',
    why: 'Nothing left this machine, so the part must be tried again: any other outcome gives up a message that could still arrive.',
    remedy:
      'Return `transportOutcome(error)` for a TransportError, or let it be thrown: `requestSent: "no"` is `retry`.',
    skip: overHttp,
    async check(bench) {
      for (const code of ['refused', 'dns', 'connect-timeout', 'tls'] as const)
        await silent(bench, code, 'no', 'retry');
    },
  },
  {
    id: 'outcome/reset-after-request',
    why: 'The provider may have the message. Sent again, the customer reads it twice; called failed, the agent is told a lie.',
    remedy: 'Return `uncertain` wherever `requestSent` is not "no"; the engine asks, waits for a receipt, or decides.',
    skip: overHttp,
    async check(bench) {
      for (const code of ['reset', 'timeout', 'other'] as const) await silent(bench, code, 'yes', 'uncertain');
    },
  },
  {
    id: 'outcome/perhaps-sent',
    why: 'Where nobody knows whether a byte has left, sending again may reach the customer twice.',
    remedy: 'Compare with "no" alone: `requestSent: "unknown"` is `uncertain`, like "yes".',
    skip: overHttp,
    async check(bench) {
      for (const code of ['reset', 'timeout', 'aborted'] as const) await silent(bench, code, 'unknown', 'uncertain');
    },
  },
  {
    id: 'outcome/answer-breaks-off',
    why: 'The status of a success has come and its body has not: the provider has the message, under an id that nobody knows.',
    remedy: 'Treat a TransportError that comes while the body is read like one that comes instead of an answer.',
    skip: overHttp,
    async check(bench) {
      bench.network.faults = onSends({
        kind: 'answers',
        answer: { status: 200, body: { id: 'a-long-enough-id' } },
        breaksOff: true,
      });
      const tried = await trySend(bench);
      expect(
        tried.outcome.kind === 'uncertain',
        '`uncertain` after an answer of 200 whose body breaks off',
        shownTry(tried),
      );
    },
  },
  {
    id: 'outcome/unlicensed',
    why: 'This process has lost its ownership before a byte left; whoever owns the message now will send it.',
    remedy:
      'Throw the error of `ctx.assertLicensed()` and a TransportError with the code "unlicensed" on, as they are.',
    async check(bench) {
      const tried = await trySend(bench, { unlicensed: true });
      if (bench.subject.withoutHttp && tried.outcome.kind === 'accepted') {
        broken('the error of `ctx.assertLicensed()`, thrown on', `${shownTry(tried)}: it was never asked`);
      }
      expect(tried.outcome.kind === 'retry', '`retry` (or the error itself) without a licence', shownTry(tried));
    },
  },
  {
    id: 'send/obeys-abort',
    why: 'When the time of a call is up or the connector stops, a send that goes on holds up the end of the process.',
    remedy: 'Hand `ctx.signal` to every request, and wait for nothing else without looking at it.',
    skip: overHttp,
    async check(bench) {
      const stop = new AbortController();
      const begun = new Promise<void>((resolve) => {
        bench.network.faults = () => ({ kind: 'hangs' });
        bench.network.onArrival = () => resolve();
      });
      const trying = trySend(bench, { signal: stop.signal });
      await Promise.race([begun, trying]);
      stop.abort();
      const tried = await soon(trying);
      expect(tried !== undefined, '`send` to end when `ctx.signal` is aborted', 'it went on');
      const { kind } = tried.outcome;
      expect(kind === 'uncertain', '`uncertain` after an abort in the middle of a request', shownTry(tried));
    },
  },
];

async function silent(bench: Bench, code: TransportErrorCode, requestSent: RequestSent, kind: 'retry' | 'uncertain') {
  bench.network.faults = onSends({ kind: 'fails', code, requestSent });
  const tried = await trySend(bench);
  const after = `a TransportError "${code}" with \`requestSent: "${requestSent}"\``;
  expect(tried.outcome.kind === kind, `\`${kind}\` after ${after}`, shownTry(tried));
}
