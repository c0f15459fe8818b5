import { inject, injectable } from 'inversify';
import type { Json } from '../contract/json.js';
import type { Logger } from '../contract/logger.js';
import { TOKENS } from '../contract/tokens.js';
import { isChannelwrightError } from '../errors/channelwright-error.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { APPEND, type Append } from './append.js';
import type { NewInboxEvent } from './inbox-event.js';
import type { FoldEvent } from './reducer.js';
import { slotOf } from './slot.js';
import { SUBMIT, type Submit } from './submit.js';
import type { Urgency } from './urgency.js';

/** How long to wait before an append that could not be made is tried again, ms. */
const RETRY_MS = 1_000;
/** For how long the same outcome does not enter the inbox twice, ms. */
const REMEMBERED_MS = 24 * 3_600_000;

/** What the next owner of a slot has to know of a call that ended after the slot was lost. */
export interface LateEvent {
  kind: string;
  body: object;
  /** Of the call: an append whose answer was lost is made again. */
  dedupeKey: string;
}

/**
 * Tells the fold what a call came to. The slot may have gone to another process while the call was under way: then what must
 * not be lost goes into the inbox, and whoever owns the slot folds it.
 */
@injectable()
export class CallOutcomes {
  constructor(
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(APPEND) private readonly append: Append,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  /**
   * Resolves to what the reducers answered; to `undefined` where the slot was lost and `late` is in the inbox.
   *
   * @param late what is appended in place of the event where the slot was lost
   * @param hard ends the attempts to append
   * @throws ChannelwrightError `CW_STORE_FENCED` where the slot was lost and the hard signal came before `late` was appended;
   *   whatever else `Submit` rejects with
   */
  async tell(event: FoldEvent, late: LateEvent, hard: AbortSignal, urgency: Urgency = 'now'): Promise<unknown> {
    try {
      return await this.submit(event, urgency);
    } catch (error) {
      if (!isChannelwrightError(error, 'CW_STORE_FENCED')) throw error;
      if (!(await this.#append(inboxEvent(event, late, this.scheduler.now()), hard))) throw error;
      return undefined;
    }
  }

  async #append(event: NewInboxEvent, hard: AbortSignal): Promise<boolean> {
    for (;;) {
      try {
        await this.append([event]);
        this.log.info('the slot of a call was lost before it returned; its outcome goes to the next owner', {
          kind: event.kind,
          slot: event.slot,
        });
        return true;
      } catch (error) {
        const mayPass = isChannelwrightError(error, 'CW_STORE_UNAVAILABLE');
        if (mayPass && !hard.aborted) await this.scheduler.sleep(RETRY_MS);
        else {
          this.log.error('the outcome of a call could not be handed to the next owner of its slot', {
            kind: event.kind,
            slot: event.slot,
            error,
          });
          return false;
        }
      }
    }
  }
}

function inboxEvent(
  { app, portal, account }: FoldEvent,
  { kind, body, dedupeKey }: LateEvent,
  nowMs: number,
): NewInboxEvent {
  return {
    kind,
    slot: slotOf(app, portal),
    app,
    portal,
    ...(account === undefined ? {} : { account }),
    dedupeKey: `late|${dedupeKey}`,
    dedupeUntilMs: nowMs + REMEMBERED_MS,
    receivedAtMs: nowMs,
    // Made of what a commit could have kept.
    body: body as Json,
  };
}
