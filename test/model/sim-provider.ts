import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import type { Idempotency } from '../../src/contract/capabilities.js';
import type { ChannelAdapter } from '../../src/contract/channel-adapter.js';
import type { FailureReason } from '../../src/contract/failure-reason.js';
import type { PlannedPart } from '../../src/contract/outbound-message.js';
import type { AttemptRef, SendContext } from '../../src/contract/send-context.js';
import type { SendOutcome } from '../../src/contract/send-outcome.js';
import { plainDefinition } from '../unit/contract/definitions.js';
import type { LeapingScheduler } from './leaping-scheduler.js';

/** What becomes of one call. `processed`: the peer gets the message. */
export type Behaviour =
  | { kind: 'accepted'; ids: 1 | 2 }
  | { kind: 'slow' }
  | { kind: 'rejected' }
  | { kind: 'retry'; closes: boolean }
  | { kind: 'blocked' }
  | { kind: 'uncertain'; processed: boolean }
  | { kind: 'throws'; when: 'before' | 'after'; processed: boolean }
  | { kind: 'hangs'; processed: boolean };

/** One call, as the provider saw it. */
export interface Call {
  /** Place among all, from 0. */
  index: number;
  atMs: number;
  conversation: string;
  text: string;
  key: string;
  correlation: string;
  /** The peer has it by this call. */
  processed: boolean;
  /** The caller was told so. */
  accepted: boolean;
  ids: string[];
}

/** How long the provider's list of messages may lag behind, ms. */
export const LOOKUP_SETTLE_MS = 10_000;
export const KEY_TTL_MS = 120_000;
const SLOW_MS = 3_000;
const CLOSED_MS = 30_000;
/** Units of text in one part: the words of the model are shorter than this and longer than half of it. */
export const MAX_UNITS = 8;

/** A provider in memory: what its peers got, and whatever it was told to do wrong. */
export class SimProvider {
  readonly calls: Call[] = [];
  readonly #behaviours: Behaviour[] = [];

  constructor(
    private readonly scheduler: LeapingScheduler,
    readonly idempotency: Idempotency,
    readonly canLookUp: boolean,
  ) {}

  behave(behaviour: Behaviour): void {
    this.#behaviours.push(behaviour);
  }

  calm(): void {
    this.#behaviours.length = 0;
  }

  definition(): AdapterDefinition {
    const plain = plainDefinition();
    return plainDefinition({
      capabilities: {
        ...plain.capabilities,
        content: ['location'],
        text: { maxUnits: MAX_UNITS },
        idempotency: this.idempotency,
      },
      receipts: {
        states: ['sent', 'delivered', 'read', 'failed'],
        delivery: 'pushed',
        retryHorizonMs: 3_600_000,
        lookupSettleMs: LOOKUP_SETTLE_MS,
      },
    });
  }

  /** @param isDead whether the process that calls is no more: then it never hears anything */
  adapter(isDead: () => boolean): ChannelAdapter {
    const never = new Promise<never>(() => undefined);
    const whileAlive = async <T>(work: Promise<T>): Promise<T> => {
      const [done] = await Promise.allSettled([work]);
      if (isDead()) return never;
      if (done.status === 'rejected') throw done.reason;
      return done.value;
    };
    return {
      send: (part, ctx) => whileAlive(this.#send(part, ctx)),
      ...(this.canLookUp ? { wasSent: (attempts) => whileAlive(this.#wasSent(attempts)) } : {}),
    };
  }

  async #send(part: PlannedPart, ctx: SendContext): Promise<SendOutcome> {
    const behaviour = this.#behaviours.shift() ?? { kind: 'accepted', ids: 1 };
    if (behaviour.kind === 'throws' && behaviour.when === 'before') throw new Error('nothing has left');
    ctx.assertLicensed();
    const call = this.#take(part, ctx, behaviour);
    switch (behaviour.kind) {
      case 'accepted':
        return { kind: 'accepted', ids: call.ids };
      case 'slow':
        await this.scheduler.sleep(SLOW_MS);
        return { kind: 'accepted', ids: call.ids };
      case 'rejected':
        return { kind: 'rejected', reason: because('content-refused') };
      case 'retry':
        return { kind: 'retry', reason: behaviour.closes ? closing('rate-limited') : because('provider-unavailable') };
      case 'blocked':
        return { kind: 'blocked', reason: closing('credentials-invalid') };
      case 'uncertain':
        return { kind: 'uncertain', reason: because('provider-unavailable') };
      case 'throws':
        throw new Error('something has left');
      case 'hangs':
        return new Promise(() => undefined);
    }
  }

  #take(part: PlannedPart, ctx: SendContext, behaviour: Behaviour): Call {
    const known = this.idempotency.kind === 'key' ? this.#processedUnder(part.idempotencyKey) : undefined;
    const index = this.calls.length;
    const count = behaviour.kind === 'accepted' ? behaviour.ids : 1;
    const call: Call = {
      index,
      atMs: this.scheduler.now(),
      conversation: ctx.conversation.address.value,
      text: textOf(part),
      key: part.idempotencyKey,
      correlation: ctx.correlation,
      processed: known === undefined && isProcessed(behaviour),
      accepted: behaviour.kind === 'accepted' || behaviour.kind === 'slow',
      ids: known?.ids ?? Array.from({ length: count }, (_, n) => `id-${index}-${n}`),
    };
    this.calls.push(call);
    return call;
  }

  #processedUnder(key: string): Call | undefined {
    const now = this.scheduler.now();
    return this.calls.find((call) => call.processed && call.key === key && now < call.atMs + KEY_TTL_MS);
  }

  /** Before its list has settled, a provider that is asked may well deny what it has. */
  async #wasSent(attempts: AttemptRef[]): Promise<{ sent: true; ids: string[] } | { sent: false } | 'unknown'> {
    const now = this.scheduler.now();
    const calls = attempts.flatMap(({ correlation }) => this.calls.filter((call) => call.correlation === correlation));
    const sent = calls.find((call) => call.processed && now >= call.atMs + LOOKUP_SETTLE_MS / 2);
    return sent ? { sent: true, ids: sent.ids } : { sent: false };
  }
}

function textOf({ items }: PlannedPart): string {
  return items
    .map((item) => (item.kind === 'text' ? item.text : item.kind === 'location' ? (item.name ?? '') : item.kind))
    .join(' ');
}

function isProcessed(behaviour: Behaviour): boolean {
  if (behaviour.kind === 'accepted' || behaviour.kind === 'slow') return true;
  return 'processed' in behaviour && behaviour.processed;
}

function because(failure: FailureReason['class']): FailureReason {
  return { class: failure, scope: 'message' };
}

function closing(failure: FailureReason['class']): FailureReason {
  return { class: failure, scope: 'account', afterMs: CLOSED_MS };
}
