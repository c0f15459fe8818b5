import { createHash } from 'node:crypto';
import { Agent } from 'undici';
import type { Logger } from '../../contract/logger.js';
import { signHubSpotRequest } from '../../hubspot/signature.js';
import { backoffMs } from '../../policy/backoff.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { FaultDials } from '../faults/fault-dials.js';

export interface WebhookPolicy {
  /** How often a webhook is tried in all. */
  attempts: number;
  /** The pause after the first failure, ms; it doubles, half of it random. */
  baseMs: number;
  /** No pause is longer, ms. */
  capMs: number;
  /** An answer later than this is a failure, ms. */
  timeoutMs: number;
}

export interface WebhookAttempt {
  atMs: number;
  answeredAtMs?: number;
  /** The status answered. */
  status?: number;
  /** Why there was no answer. */
  error?: string;
}

/** One webhook and what became of it. */
export interface Webhook {
  eventId: string;
  type: string;
  portalId: string;
  channelId: string;
  messageId?: string;
  url: string;
  body: string;
  /** `held`: waits for the next one, by a fault. `dropped`: never sent, by a fault. */
  state: 'pending' | 'held' | 'delivered' | 'given-up' | 'dropped';
  attempts: WebhookAttempt[];
}

export type WebhookOrder = Pick<Webhook, 'eventId' | 'type' | 'portalId' | 'channelId' | 'url' | 'body'> & {
  messageId?: string;
  clientSecret: string;
  /** Asked before each attempt. */
  wanted: () => boolean;
};

/** How many webhooks are remembered. */
const REMEMBERED = 20_000;

interface WebhookSenderDeps {
  scheduler: Scheduler;
  random: Random;
  dials: FaultDials;
  log: Logger | undefined;
  /** Called whenever an attempt has ended. */
  changed: () => void;
}

/**
 * Sends webhooks: one object a request, signed anew at each attempt, again after any failure until the attempts are used up.
 * How HubSpot retries these webhooks is not documented; this follows its generic ones (reference §5.1), faster.
 */
export class WebhookSender {
  readonly #agent = new Agent({ connections: 32 });
  #stop = new AbortController();
  #sent: Webhook[] = [];
  #held: (() => void)[] = [];
  #busy = 0;

  constructor(
    private readonly policy: WebhookPolicy,
    private readonly deps: WebhookSenderDeps,
  ) {}

  send(order: WebhookOrder): Webhook {
    const { clientSecret: _, wanted: __, ...facts } = order;
    const webhook: Webhook = { ...facts, state: 'pending', attempts: [] };
    this.#sent.push(webhook);
    if (this.#sent.length > REMEMBERED * 1.1) this.#sent = this.#sent.slice(-REMEMBERED);
    const target = { operation: 'webhook', portalId: order.portalId } as const;
    const { delayMs, effect } = this.deps.dials.take(target, this.deps.scheduler.now());
    const copies = effect?.kind === 'duplicate-webhook' ? effect.copies : 0;
    const go = (): void => {
      webhook.state = 'pending';
      for (let copy = 0; copy <= copies; copy += 1) void this.#deliver(webhook, order, delayMs);
    };
    if (effect?.kind === 'drop-webhook') webhook.state = 'dropped';
    else if (effect?.kind === 'reorder-webhook') this.#hold(webhook, go);
    else go();
    return webhook;
  }

  list(): readonly Webhook[] {
    return this.#sent;
  }

  /** No webhook is on the wire or about to be. Those that wait for another attempt or for the next one do not count. */
  get idle(): boolean {
    return this.#busy === 0;
  }

  /** Forgets all, and gives up what is on its way. */
  reset(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#sent = [];
    this.#held = [];
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#agent.destroy();
  }

  #hold(webhook: Webhook, release: () => void): void {
    webhook.state = 'held';
    this.#held.push(release);
  }

  async #deliver(webhook: Webhook, { clientSecret, wanted }: WebhookOrder, delayMs: number): Promise<void> {
    const { signal } = this.#stop;
    this.#busy += 1;
    if (delayMs > 0) await this.deps.scheduler.sleep(delayMs, signal);
    for (let failures = 1; !signal.aborted; failures += 1) {
      const delivered = wanted() && (await this.#attempt(webhook, clientSecret, signal));
      const last = delivered || failures === this.policy.attempts || !wanted();
      if (delivered) webhook.state = 'delivered';
      else if (last && webhook.state === 'pending') webhook.state = 'given-up';
      for (const release of this.#held.splice(0)) release();
      this.#busy -= 1;
      this.deps.changed();
      if (last) return;
      await this.deps.scheduler.sleep(backoffMs(this.policy, failures, this.deps.random), signal);
      this.#busy += 1;
    }
    this.#busy -= 1;
  }

  async #attempt(webhook: Webhook, clientSecret: string, stop: AbortSignal): Promise<boolean> {
    const { scheduler, log } = this.deps;
    const attempt: WebhookAttempt = { atMs: scheduler.now() };
    webhook.attempts.push(attempt);
    try {
      attempt.status = await this.#post(webhook, signedHeaders(webhook, clientSecret, attempt.atMs), stop);
    } catch (error) {
      attempt.error = error instanceof Error ? error.message : String(error);
    }
    attempt.answeredAtMs = scheduler.now();
    const delivered = attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;
    if (!delivered) log?.warn('a webhook was not accepted', { type: webhook.type, ...attempt });
    return delivered;
  }

  async #post({ url, body }: Webhook, headers: Record<string, string>, stop: AbortSignal): Promise<number> {
    const { scheduler } = this.deps;
    const late = new AbortController();
    const cancel = scheduler.at(scheduler.now() + this.policy.timeoutMs, () => late.abort(new Error('timed out')));
    try {
      const { origin, pathname, search } = new URL(url);
      const signal = AbortSignal.any([late.signal, stop]);
      const path = pathname + search;
      const answer = await this.#agent.request({ origin, path, method: 'POST', headers, body, signal });
      await answer.body.dump();
      return answer.statusCode;
    } finally {
      cancel();
    }
  }
}

/** Version 3, and version 1 as HubSpot still sends it beside. Facts: reference §5.4. */
function signedHeaders({ url, body }: Webhook, clientSecret: string, atMs: number): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...signHubSpotRequest({ method: 'POST', url, body: Buffer.from(body) }, clientSecret, atMs),
    'x-hubspot-signature-version': 'v1',
    'x-hubspot-signature': createHash('sha256').update(clientSecret).update(body).digest('hex'),
  };
}
