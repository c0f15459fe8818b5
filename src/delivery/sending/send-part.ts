import { inject, injectable } from 'inversify';
import type { ChannelAdapter } from '../../contract/channel-adapter.js';
import { isTransportError } from '../../contract/http-transport.js';
import type { Logger } from '../../contract/logger.js';
import type { PlannedPart } from '../../contract/outbound-message.js';
import type { SendOutcome } from '../../contract/send-outcome.js';
import { TOKENS } from '../../contract/tokens.js';
import type { FileUnavailable } from '../../media/file-unavailable.js';
import { LICENCE, type Licence } from '../../outbox/licence.js';
import { slotOf } from '../../outbox/slot.js';
import { personalFields } from '../../policy/personal.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { withinTime } from '../../policy/within-time.js';
import { type CallScope, callScopes } from '../../transport/call-scope.js';
import { knownOutcome } from './known-outcome.js';
import { type CallFacts, callFields, namesOf, SendContexts } from './send-context.js';
import { thrownOutcome } from './thrown-outcome.js';

/** Makes one licensed call and judges what it throws: nothing had left the process → `retry`, else `uncertain`. */
@injectable()
export class PartSender {
  constructor(
    @inject(SendContexts) private readonly contexts: SendContexts,
    @inject(LICENCE) private readonly licence: Licence,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  async send(
    adapter: ChannelAdapter,
    part: PlannedPart,
    facts: Omit<CallFacts, 'scope' | 'signal' | 'fileFailed'>,
    { hard, timeoutMs }: { hard: AbortSignal; timeoutMs: number },
  ): Promise<SendOutcome> {
    const slot = slotOf(facts.app, facts.portal);
    const call: Call = { started: false, over: false };
    const scope: CallScope = {
      assertLicensed: () => {
        // An adapter that ignored its signal goes on; by now its part may be on its way a second time.
        if (call.over) throw new Error('the call is over');
        this.licence.assertValid(slot);
      },
      requestStarted: () => {
        call.started = true;
      },
    };
    const fileFailed = (failure: FileUnavailable) => {
      call.fileFailure ??= failure;
    };
    try {
      const told = await withinTime(this.scheduler, timeoutMs, hard, (signal) => {
        const context = this.contexts.make({ ...facts, scope, signal, fileFailed });
        return callScopes.run(scope, async () => adapter.send(part, context));
      });
      return withoutFile(knownOutcome(told), call);
    } catch (error) {
      if (!isTransportError(error)) {
        this.log.warn('a call threw', { ...callFields(facts), ...personalFields(namesOf(facts.conversation)), error });
      }
      return withoutFile(thrownOutcome(error, call.started), call);
    } finally {
      call.over = true;
    }
  }
}

interface Call {
  /** A request has left that may have sent the part. */
  started: boolean;
  over: boolean;
  fileFailure?: FileUnavailable;
}

/** An upload whose file broke off looks to the adapter like one whose connection did: it cannot know that nothing was sent. */
function withoutFile(outcome: SendOutcome, { started, fileFailure }: Call): SendOutcome {
  const isKnown = outcome.kind === 'accepted' || outcome.kind === 'rejected' || outcome.kind === 'blocked';
  return fileFailure && !started && !isKnown ? thrownOutcome(fileFailure, false) : outcome;
}
