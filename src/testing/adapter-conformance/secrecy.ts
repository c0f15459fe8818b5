import { FAILURE_CLASSES, type FailureReason, type FailureScope } from '../../contract/failure-reason.js';
import type { Bench } from './bench.js';
import { found, loginNeedles, type Needle, personalNeedles, secretNeedles } from './needles.js';
import { type AdapterRule, broken, expect } from './rule.js';
import { storm } from './storm.js';

const SCOPES: readonly FailureScope[] = ['message', 'peer', 'sender', 'account', 'provider'];

/** What an adapter may say of what went wrong. */
export const secrecyRules: AdapterRule[] = [
  {
    id: 'reason/known',
    why: 'Agents read a sentence per class, gates close by scope, waits are taken from `afterMs`: anything else reads as “unknown”.',
    remedy: 'Use the classes and scopes of `FailureReason`; leave `afterMs` out unless it is a number from 0.',
    async check(bench) {
      for (const reason of (await storm(bench)).reasons) {
        const { afterMs, code, scope } = reason;
        const sound =
          FAILURE_CLASSES.includes(reason.class) &&
          SCOPES.includes(scope) &&
          (afterMs === undefined || (Number.isFinite(afterMs) && afterMs >= 0)) &&
          (code === undefined || (typeof code === 'string' && code.length <= 64));
        expect(sound, 'a reason of known class and scope', `it is ${JSON.stringify(reason)}`);
      }
    },
  },
  {
    id: 'secret/not-in-reasons',
    why: 'Reasons are kept in the journal, shown to operators and written to logs of other companies.',
    remedy:
      'Give `detail` words of your own; where the provider’s are needed, only those of a field that is documented to be a sentence, with anything from the request taken out.',
    async check(bench) {
      const { reasons } = await storm(bench);
      none(secrets(bench), reasons.map(wordsOf), 'in a reason');
    },
  },
  {
    id: 'privacy/not-in-reasons',
    why: 'A reason outlives the message: what a customer wrote, and who they are, must be erasable in one place.',
    remedy: 'Never quote the request, the text or the address in `detail` or `code`.',
    async check(bench) {
      const { reasons } = await storm(bench);
      none(personalNeedles(bench), reasons.map(wordsOf), 'in a reason');
    },
  },
  {
    id: 'secret/not-in-errors',
    why: 'An error ends in logs and crash reports with its message, its stack, its cause and every member it has.',
    remedy: 'Throw errors that name the host and the status only: no URL with a token in it, no request, no headers.',
    async check(bench) {
      const { errors } = await storm(bench);
      none(secrets(bench), errors, 'in an error');
    },
  },
  {
    id: 'secret/not-in-log',
    why: 'Logs are kept for long and read by many; the connector masks what it knows, but not what is spelt differently.',
    remedy: 'Log ids, codes and statuses. Never a URL, a header, a request or the settings.',
    async check(bench) {
      await storm(bench);
      none([...secrets(bench), ...personalNeedles(bench)], bench.log.lines, 'in the log');
    },
  },
];

function secrets(bench: Bench): Needle[] {
  return [...secretNeedles(bench), ...loginNeedles(bench.network.requests)];
}

function wordsOf({ detail = '', code = '', scopeKey = '' }: FailureReason): string {
  return `${detail} ${code} ${scopeKey}`;
}

function none(needles: Needle[], texts: string[], where: string): void {
  for (const text of texts) {
    const needle = found(needles, text);
    if (needle) broken(`no secret and nothing personal ${where}`, `${needle.what} is there`);
  }
}
