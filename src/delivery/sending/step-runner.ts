import { inject, injectable } from 'inversify';
import type { OutsideWindow } from '../../config/outside-window.js';
import type { Account } from '../../contract/account.js';
import type { Capabilities, Limit } from '../../contract/capabilities.js';
import type { Logger } from '../../contract/logger.js';
import type { PlannedPart } from '../../contract/outbound-message.js';
import type { AttemptRef } from '../../contract/send-context.js';
import type { SendOutcome } from '../../contract/send-outcome.js';
import { TOKENS } from '../../contract/tokens.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { ConversationRow } from '../../directory/people/conversation-row.js';
import { CallOutcomes, type LateEvent } from '../../outbox/call-outcomes.js';
import type { FoldEvent } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { RANDOM, SCHEDULER } from '../../policy/tokens.js';
import { TRACES, type Traces } from '../../policy/traces.js';
import { withinTime } from '../../policy/within-time.js';
import type { ContentRow } from '../../status/content-row.js';
import type { MessageRow } from '../../status/message-row.js';
import type { Attempt, Part } from '../../status/part.js';
import { CALL_TIMEOUT_MS, callTimeoutMs } from '../message/call-time.js';
import type { DeliveryEvents, LookupAnswer } from '../message/delivery-events.js';
import type { Step } from '../message/step.js';
import { resolution, resolveAtMs } from '../message/uncertain.js';
import { calledBack, callSpan } from '../preparation/delivery-span.js';
import { Pacing } from './pacing.js';
import { callFields, SendContexts } from './send-context.js';
import { SEND_OBSERVER, type SendObserver } from './send-observer.js';
import { PartSender } from './send-part.js';

/** Everything a call needs, as it is now. */
export interface Sendable {
  message: MessageRow;
  content: ContentRow;
  channel: ChannelRuntime;
  account: Account;
  capabilities: Capabilities;
  conversation: ConversationRow;
  /** There where the peer has not written for longer than the provider's window: what is to be done then. */
  outside?: OutsideWindow;
}

type Again = { againAtMs: number } | undefined;

/** Sends the next part, or finds out about an uncertain one: intent first, then the call, then its outcome. */
@injectable()
export class StepRunner {
  constructor(
    @inject(Pacing) private readonly pacing: Pacing,
    @inject(PartSender) private readonly sender: PartSender,
    @inject(SendContexts) private readonly contexts: SendContexts,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(CallOutcomes) private readonly outcomes: CallOutcomes,
    @inject(SEND_OBSERVER) private readonly observe: SendObserver,
    @inject(RANDOM) private readonly random: Random,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TRACES) private readonly traces: Traces,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  async send(work: Sendable, part: Part, hard: AbortSignal): Promise<Again> {
    const { message, channel, conversation, account } = work;
    const paceMs = this.pacing.take(channel.definition.limits, slotOf(message.app, message.portal), (scope) =>
      limitKey(scope, work),
    );
    if (paceMs !== undefined) return { againAtMs: Math.min(paceMs, message.deadlineAtMs) };
    const named = { message: message.key, partIndex: part.index, attempt: part.attempts.length + 1 };
    const correlation = this.random.uuid();
    const planned = plannedPart(part, work.content);
    const timeoutMs = callTimeoutMs(planned.items);
    const longer = timeoutMs === CALL_TIMEOUT_MS ? {} : { timeoutMs };
    const returned = (outcome: SendOutcome): DeliveryEvents['returned'] => ({
      ...named,
      correlation,
      outcome,
      atMs: this.scheduler.now(),
    });
    const intent = deliveryEvent(message, 'intended', { ...named, correlation, ...longer }, this.scheduler.now());
    // Where the slot was lost, the intent may have been committed all the same: nobody shall wonder what became of the call.
    const licensed = await this.outcomes.tell(intent, late(returned(NEVER_CALLED)), hard);
    if (licensed !== true) return undefined;
    const { media } = work.capabilities;
    const facts = { ...ofMessage(message), account, media, conversation, call: correlation, attempt: named.attempt };
    const startedAtMs = this.scheduler.now();
    const outcome = await this.traces.within(callSpan('send', message, named), async (span) =>
      calledBack(span, await this.sender.send(channel.adapter, planned, facts, { hard, timeoutMs })),
    );
    this.observe(channel.name, outcome.kind, this.scheduler.now() - startedAtMs);
    const told = returned(outcome);
    await this.outcomes.tell(deliveryEvent(message, 'returned', told, told.atMs), late(told), hard);
    return undefined;
  }

  async resolve(work: Sendable, step: Extract<Step, { kind: 'resolve' }>, hard: AbortSignal): Promise<Again> {
    const { message, channel } = work;
    const named = { message: message.key, partIndex: step.part.index, attempt: step.attempt.n };
    switch (resolution(step.attempt, channel, this.scheduler.now())) {
      case 'wait':
        return { againAtMs: resolveAtMs(step.attempt, channel) };
      case 'decide':
        await this.#tell(message, 'undecided', named);
        return undefined;
      case 'lookup': {
        const askedAtMs = this.scheduler.now();
        const answer = await this.traces.within(callSpan('lookup', message, named), () =>
          this.#lookUp(work, step.part, step.attempt, hard),
        );
        await this.#tell(message, 'lookedUp', { ...named, answer, askedAtMs });
        return undefined;
      }
    }
  }

  async #lookUp(work: Sendable, part: Part, attempt: Attempt, hard: AbortSignal): Promise<LookupAnswer> {
    const { message, channel, account, capabilities, conversation } = work;
    const scope = { assertLicensed: () => undefined };
    const { media } = capabilities;
    const call = {
      ...ofMessage(message),
      account,
      media,
      conversation,
      call: attempt.correlation,
      attempt: attempt.n,
      scope,
      fileFailed: () => undefined,
    };
    try {
      return await withinTime(this.scheduler, CALL_TIMEOUT_MS, hard, async (signal) => {
        const asked = await channel.adapter.wasSent?.(
          [attemptRef(work, part, attempt)],
          this.contexts.make({ ...call, signal }),
        );
        return asked ?? 'unknown';
      });
    } catch (error) {
      this.log.warn('the provider could not be asked for an uncertain message', { ...callFields(call), error });
      return 'unknown';
    }
  }

  #tell<K extends keyof DeliveryEvents>(message: MessageRow, kind: K, body: DeliveryEvents[K]): Promise<unknown> {
    return this.submit(deliveryEvent(message, kind, body, this.scheduler.now()));
  }
}

const NEVER_CALLED: SendOutcome = {
  kind: 'retry',
  reason: { class: 'cancelled', scope: 'message', detail: 'the slot was lost before the call began' },
};

function late(body: DeliveryEvents['returned']): LateEvent {
  return { kind: 'delivery.returned', body, dedupeKey: `returned|${body.correlation}` };
}

function deliveryEvent<K extends keyof DeliveryEvents>(
  { app, portal, account }: MessageRow,
  kind: K,
  body: DeliveryEvents[K],
  receivedAtMs: number,
): FoldEvent {
  return { kind: `delivery.${kind}`, app, portal, account, receivedAtMs, body };
}

function ofMessage({ app, portal, id, trace }: MessageRow) {
  return { app, portal, message: id, ...(trace === undefined ? {} : { trace }) };
}

function plannedPart({ id, index, idempotencyKey, continues, adapterVersion }: Part, content: ContentRow): PlannedPart {
  const { items = [], data } = content.parts?.[index] ?? {};
  return { id, index, idempotencyKey, continues, adapterVersion, items, ...(data === undefined ? {} : { data }) };
}

function attemptRef({ conversation, content }: Sendable, part: Part, attempt: Attempt): AttemptRef {
  const texts = (content.parts?.[part.index]?.items ?? []).flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  return {
    correlation: attempt.correlation,
    idempotencyKey: part.idempotencyKey,
    ids: attempt.ids.map((id) => id.id),
    to: conversation.address,
    atMs: attempt.intendedAtMs,
    ...(texts.length > 0 ? { text: texts.join('\n') } : {}),
  };
}

function limitKey(scope: Limit['scope'], { channel, account, conversation }: Sendable): string {
  switch (scope) {
    case 'provider':
      return channel.name;
    case 'peer':
      return conversation.key;
    default:
      return account.key;
  }
}
