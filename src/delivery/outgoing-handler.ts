import { inject, injectable } from 'inversify';
import { ACCOUNT_DIRECTORY, type Accounts } from '../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES, type Channels } from '../directory/channels/channel-runtime.js';
import { CONVERSATIONS } from '../directory/people/conversation-row.js';
import { CurrentRows } from '../outbox/current-rows.js';
import { LANES } from '../outbox/lane.js';
import { OWNED_SLOTS, type OwnedSlots } from '../outbox/owned-slots.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { WorkHandler } from '../outbox/work-handler.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { TRACES, type Traces } from '../policy/traces.js';
import { CONTENTS, type ContentRow } from '../status/content-row.js';
import { MESSAGES, type MessageRow } from '../status/message-row.js';
import type { Part } from '../status/part.js';
import { ClosedGates } from './gates/closed-gates.js';
import { optedOut } from './intake/outgoing-reducer.js';
import { OUTGOING_QUEUE } from './lanes/lane-settler.js';
import type { DeliveryEvents } from './message/delivery-events.js';
import { nextStep, type Step } from './message/step.js';
import { isOutsideWindow, outsidePolicy, outsideWindow } from './outside-window/window.js';
import { prepared, prepareSpan } from './preparation/delivery-span.js';
import { Preparer } from './preparation/prepare.js';
import { asConversation } from './sending/send-context.js';
import { type Sendable, StepRunner } from './sending/step-runner.js';

/** A pause has no end of its own: how far ahead a lane behind one is put, ms. */
const PAUSED_MS = 10 * 365 * 24 * 3_600_000;

/** Works on the head of a lane: looks at everything as it is now, and does the one thing that is next. */
@injectable()
export class OutgoingHandler implements WorkHandler {
  readonly queue = OUTGOING_QUEUE;
  readonly concurrency = 128;
  readonly perPortal = 32;

  constructor(
    @inject(CurrentRows) private readonly rows: CurrentRows,
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(ClosedGates) private readonly gates: ClosedGates,
    @inject(Preparer) private readonly preparer: Preparer,
    @inject(StepRunner) private readonly steps: StepRunner,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(OWNED_SLOTS) private readonly slots: OwnedSlots,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TRACES) private readonly traces: Traces,
  ) {}

  async run(work: WorkRow, signal: AbortSignal): Promise<{ againAtMs: number } | undefined> {
    const message = await this.#head(work.ref);
    if (!message) return this.#headless(work);
    const step = nextStep(message);
    if (step.kind === 'calling') return this.#called(work, message, step);
    if (step.kind === 'finished') return this.#headless(work);
    if (step.kind === 'resolve') return this.#resolve(message, step, signal);
    if (step.kind === 'await') return this.#await(message, step);
    if (await this.#isStopped(work, message)) return undefined;
    const sendable = await this.#gather(message);
    if (!sendable) return this.#stop(message, 'account-unavailable');
    const { content, conversation } = sendable;
    if (!content) return this.#stop(message, 'cancelled');
    if (conversation.optedOutAtMs !== undefined) {
      await this.#tell(message, 'stopped', { message: message.key, reason: optedOut(conversation) });
      return undefined;
    }
    if (step.kind === 'prepare') return this.#prepare({ ...sendable, content });
    if (sendable.outside && !isTemplate(content, step.part)) {
      await this.#tell(message, 'stopped', { message: message.key, reason: outsideWindow() });
      return undefined;
    }
    return this.steps.send({ ...sendable, content }, step.part, signal);
  }

  /**
   * A call that was begun under another epoch, or should have ended long ago, is lost. Nobody in this process is making it, or
   * this handler would not have been started.
   */
  async #called(
    { slot }: WorkRow,
    message: MessageRow,
    { part, attempt, untilMs }: Extract<Step, { kind: 'calling' }>,
  ): Promise<{ againAtMs: number } | undefined> {
    if (attempt.epoch === this.slots.epochOf(slot) && untilMs > this.scheduler.now()) return { againAtMs: untilMs };
    await this.#tell(message, 'lost', { message: message.key, partIndex: part.index, attempt: attempt.n });
    return undefined;
  }

  /** The peer has not written in all this time. */
  async #await(
    message: MessageRow,
    { wait: { sinceMs, forMs } }: Extract<Step, { kind: 'await' }>,
  ): Promise<{ againAtMs: number } | undefined> {
    const nowMs = this.scheduler.now();
    const untilMs = (sinceMs ?? nowMs) + forMs;
    if (untilMs > nowMs) return { againAtMs: untilMs };
    await this.#tell(message, 'unanswered', { message: message.key });
    return undefined;
  }

  /** Where there is nothing left to ask with (a channel that is not configured any more), policy decides at once. */
  async #resolve(
    message: MessageRow,
    step: Extract<Step, { kind: 'resolve' }>,
    signal: AbortSignal,
  ): Promise<{ againAtMs: number } | undefined> {
    const { content, ...rest } = (await this.#gather(message)) ?? {};
    if (content && 'message' in rest) return this.steps.resolve({ ...rest, content }, step, signal);
    const named = { message: message.key, partIndex: step.part.index, attempt: step.attempt.n };
    await this.#tell(message, 'undecided', named);
    return undefined;
  }

  /** Seen too early, or left behind: the fold knows. */
  async #headless({ app, portal, ref }: WorkRow): Promise<undefined> {
    const body: DeliveryEvents['headless'] = { lane: ref };
    await this.submit({ kind: 'delivery.headless', app, portal, receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }

  /** Behind a closed gate it waits there; past its deadline it is FAILED. A pause stops the deadline, a refusal does not. */
  async #isStopped(work: WorkRow, message: MessageRow): Promise<boolean> {
    const nowMs = this.scheduler.now();
    const gate = this.gates.before(message);
    const paused = gate?.kind === 'paused';
    if (!paused && nowMs >= message.deadlineAtMs) {
      await this.#tell(message, 'stopped', {
        message: message.key,
        reason: gate?.reason ?? { class: 'deadline-exceeded', scope: 'message' },
      });
      return true;
    }
    if (!gate) return false;
    const untilMs = paused ? nowMs + PAUSED_MS : Math.min(gate.untilMs ?? message.deadlineAtMs, message.deadlineAtMs);
    await this.#tell(message, 'gated', { lane: work.ref, gate: gate.key, untilMs });
    return true;
  }

  async #prepare(sendable: Sendable): Promise<undefined> {
    const { message, conversation } = sendable;
    const preparable = { ...sendable, conversation: asConversation(conversation) };
    const { kind, ...told } = await this.traces.within(prepareSpan(message), async (span) =>
      prepared(span, await this.preparer.prepare(preparable)),
    );
    await this.#tell(message, kind, { message: message.key, ...told } as DeliveryEvents[typeof kind]);
    return undefined;
  }

  async #stop(message: MessageRow, failure: 'account-unavailable' | 'cancelled'): Promise<undefined> {
    await this.#tell(message, 'stopped', { message: message.key, reason: { class: failure, scope: 'message' } });
    return undefined;
  }

  async #head(laneKey: string): Promise<MessageRow | undefined> {
    const lane = await this.rows.get(LANES, laneKey);
    const head = lane?.items[0];
    return head?.kind === 'message' ? this.rows.get(MESSAGES, head.key) : undefined;
  }

  /** Content and conversation are copies: adapters are handed them, and may do with them as they like. */
  async #gather(
    message: MessageRow,
  ): Promise<(Omit<Sendable, 'content'> & { content: ContentRow | undefined }) | undefined> {
    const channel = this.channels.byName(message.channel);
    const known = this.accounts.get(message.account);
    if (!channel || !known?.account || !known.capabilities) return undefined;
    const { account, capabilities } = known;
    const [content, conversation] = await Promise.all([
      this.rows.get(CONTENTS, message.key),
      this.rows.get(CONVERSATIONS, message.conversation),
    ]);
    if (!conversation) return undefined;
    const isOutside = isOutsideWindow(known, conversation, this.scheduler.now());
    const outside = isOutside ? { outside: outsidePolicy(known, channel) } : {};
    return { message, channel, account, capabilities, ...outside, ...structuredClone({ content, conversation }) };
  }

  async #tell<K extends keyof DeliveryEvents>(message: MessageRow, kind: K, body: DeliveryEvents[K]): Promise<void> {
    const { app, portal, account } = message;
    await this.submit({ kind: `delivery.${kind}`, app, portal, account, receivedAtMs: this.scheduler.now(), body });
  }
}

function isTemplate({ parts }: ContentRow, { index }: Part): boolean {
  return parts?.[index]?.items.some(({ kind }) => kind === 'template') ?? false;
}
