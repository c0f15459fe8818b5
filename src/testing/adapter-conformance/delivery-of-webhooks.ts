import type { Account } from '../../contract/account.js';
import type { ProviderEvent } from '../../contract/provider-event.js';
import type { RawRequest } from '../../contract/raw-request.js';
import { PROVIDER_EVENT } from '../../directory/people/peer-reducer.js';
import type { WebhookChannel } from '../../ingress/webhooks/heard-webhook.js';
import { providerWebhook, type WebhookDeps } from '../../ingress/webhooks/provider-webhook.js';
import type { UnparsableBody } from '../../ingress/webhooks/unparsable-event.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { systemScheduler } from '../../policy/system-scheduler.js';
import { type Bench, CHANNEL, PUBLIC_URL, webhookUrl } from './bench.js';
import { bytesOf } from './provider-answer.js';
import { CANARY_TEXT } from './send-try.js';
import type { MessageFact, WebhookDraft } from './subject.js';

/** What the connector made of a webhook. */
export interface Delivered {
  status: number;
  /** What entered the inbox, each with the key of its account. */
  events: { account: string; event: ProviderEvent }[];
  /** Pieces that the adapter could not read: why. */
  unparsable: string[];
  /** What entered the inbox, in its order: kinds of events, or `unparsable`. */
  kinds: string[];
  /** Events of accounts for which the request does not speak. */
  foreign: number;
  /** Which member threw. */
  threw?: 'authenticateWebhook' | 'parseWebhook';
}

type Told = Pick<Delivered, 'foreign' | 'threw'>;

/** A webhook as bytes. */
export type Signed = Required<Omit<WebhookDraft, 'body'>> & { body: Uint8Array };

/** Signs a draft as the provider does. @param as whose secrets. Default: the first account's */
export async function signed(
  bench: Bench,
  draft: WebhookDraft,
  as: Account = bench.account,
  nowMs = bench.clock.now(),
) {
  const { webhooks } = bench.subject;
  const whole = { method: 'POST', headers: {}, ...draft, url: draft.url ?? webhookUrl(as) };
  const made = { ...whole, ...(await webhooks!.sign(whole, { account: as, settings: bench.settings, nowMs })) };
  return { ...made, headers: lowered(made.headers), body: bytesOf(made.body) } satisfies Signed;
}

/** A message of the peer's to an account. */
export function messageFact({ subject, clock, account: first }: Bench, n = 1, account: Account = first): MessageFact {
  return { n, from: subject.peer, text: `${CANARY_TEXT} ${n}`, account, atMs: clock.now() - 1_000 };
}

/** A genuine message, ready to be delivered. */
export function genuine(bench: Bench, n = 1, account: Account = bench.account): Promise<Signed> {
  return signed(bench, bench.subject.webhooks!.message(messageFact(bench, n, account)), account);
}

/** Hands a request to the connector's own code, and tells what came of it. */
export async function deliver(bench: Bench, request: Signed): Promise<Delivered> {
  const [, , , accountKey] = request.url.pathname.split('/');
  const stored: NewInboxEvent[] = [];
  const told: Told = { foreign: 0 };
  const response = await providerWebhook(
    webhookDeps(bench, stored, told),
    PUBLIC_URL,
    { runtime: runtimeOf(bench, told), accounts: bench.lookup, ...(accountKey === undefined ? {} : { accountKey }) },
    { ...request, url: request.url.pathname + request.url.search },
  );
  const { threw } = told;
  return {
    status: response.status,
    events: stored.flatMap(providerEvent),
    unparsable: stored.flatMap(unparsablePiece),
    kinds: stored.flatMap((one) => providerEvent(one).map(({ event }) => event.kind)[0] ?? 'unparsable'),
    foreign: told.foreign,
    ...(threw && { threw }),
  };
}

/** The request as `parseWebhook` is given it. */
export function rawRequest({ clock }: Bench, { method, url, headers, body }: Signed): RawRequest {
  const [, , , accountKey] = url.pathname.split('/');
  return { method, url, headers, body, receivedAtMs: clock.now(), ...(accountKey === undefined ? {} : { accountKey }) };
}

function webhookDeps({ log, clock }: Bench, stored: NewInboxEvent[], told: Told): WebhookDeps {
  return {
    append: async (events) => {
      stored.push(...events);
      return events.map(() => 'appended' as const);
    },
    counters: {
      stored: () => undefined,
      refused: () => undefined,
      foreignEvent: () => {
        told.foreign += 1;
      },
    },
    scheduler: schedulerOf(clock),
    log,
  };
}

/** The time of the bench; how long an adapter takes to authenticate is real. */
function schedulerOf(clock: Bench['clock']): Scheduler {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    at: (atMs, fn) => systemScheduler.at(systemScheduler.now() + atMs - clock.now(), fn),
    monotonic: systemScheduler.monotonic,
  };
}

/** The channel as the connector has it. What a member throws is noted on its way. */
function runtimeOf({ definition, adapter }: Bench, told: Told): WebhookChannel['runtime'] {
  return {
    name: CHANNEL,
    app: 'main',
    definition,
    adapter: {
      send: (part, ctx) => adapter.send(part, ctx),
      async authenticateWebhook(...given) {
        try {
          return await adapter.authenticateWebhook!(...given);
        } catch (error) {
          told.threw = 'authenticateWebhook';
          throw error;
        }
      },
      parseWebhook(...given) {
        try {
          return adapter.parseWebhook!(...given);
        } catch (error) {
          told.threw = 'parseWebhook';
          throw error;
        }
      },
    },
  };
}

function providerEvent({ kind, account = '', body }: NewInboxEvent): Delivered['events'] {
  return kind === PROVIDER_EVENT ? [{ account, event: (body as unknown as { event: ProviderEvent }).event }] : [];
}

function unparsablePiece({ kind, body }: NewInboxEvent): string[] {
  return kind === PROVIDER_EVENT ? [] : [(body as unknown as UnparsableBody).detail];
}

function lowered(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
