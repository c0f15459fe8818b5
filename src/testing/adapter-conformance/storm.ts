import type { FailureReason } from '../../contract/failure-reason.js';
import { attemptRef } from './attempt-ref.js';
import type { Bench } from './bench.js';
import type { FaultPlan } from './faulty-network.js';
import { written } from './kept-log.js';
import type { ProviderRequest } from './provider-answer.js';
import { trySend } from './send-try.js';

/** What an adapter said while everything went wrong. */
export interface Damage {
  reasons: FailureReason[];
  /** Thrown by any member, with causes and members, as text. */
  errors: string[];
}

/** Calls every member while the network fails in every way, and answers quote what they were asked. */
export async function storm(bench: Bench): Promise<Damage> {
  const damage: Damage = { reasons: [], errors: [] };
  for (const faults of badWeather(bench)) {
    bench.network.faults = faults;
    for (const call of calls(bench)) {
      try {
        damage.reasons.push(...((await call()) ?? []));
      } catch (error) {
        damage.errors.push(written(error));
      }
    }
  }
  bench.network.faults = () => undefined;
  return damage;
}

function badWeather({ subject }: Bench): FaultPlan[] {
  const documented = (subject.documented ?? []).map(
    (answer): FaultPlan =>
      () => ({ kind: 'answers', answer }),
  );
  const quoted = [400, 401, 404, 500, 200].flatMap((status): FaultPlan[] => [
    (request) => ({ kind: 'answers', answer: { status, body: `<pre>${dump(request)}</pre>` } }),
    (request) => ({ kind: 'answers', answer: { status, body: complaint(request) } }),
  ]);
  return [
    () => undefined,
    () => ({ kind: 'fails', code: 'refused', requestSent: 'no' }),
    () => ({ kind: 'fails', code: 'reset', requestSent: 'yes' }),
    ...quoted,
    ...documented,
  ];
}

/** What a debugging proxy answers: all that it was sent. */
function dump({ method, url, headers, body }: ProviderRequest): string {
  return `${method} ${url.href}\n${JSON.stringify(headers)}\n${body}`;
}

/** A complaint that quotes the login, in the places where providers put their sentences. */
function complaint({ url, headers }: ProviderRequest): object {
  const sentence = `Not allowed: ${url.href} ${JSON.stringify(headers)}`;
  const error = { code: 99_999, message: sentence, detail: sentence, description: sentence };
  return { ...error, ok: false, error_code: 99_999, error, errors: [error], details: [error] };
}

/** Every member that is there; each gives the reasons it was told. */
function calls(bench: Bench): (() => Promise<FailureReason[] | undefined>)[] {
  const { adapter, account, subject } = bench;
  return [
    async () => {
      const { told, threw } = await trySend(bench);
      if (threw !== undefined) throw threw;
      return told === undefined || told.kind === 'accepted' ? [] : [told.reason];
    },
    async () => {
      const answer = await adapter.validateAccount?.(account.settings);
      return answer && 'problem' in answer ? [answer.problem] : [];
    },
    async () => {
      const media = subject.media && (await adapter.fetchMedia?.(subject.media, account, new AbortController().signal));
      await media?.body.cancel();
      return [];
    },
    async () => {
      await adapter.describePeer?.(subject.peer, subject.peer, account, new AbortController().signal);
      return [];
    },
    async () => {
      await adapter.pullReceipts?.([attemptRef(bench, ['id-1'])], account);
      return [];
    },
    async () => {
      for await (const _ of adapter.backfill?.(undefined, account) ?? []) break;
      return [];
    },
  ];
}
