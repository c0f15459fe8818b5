import { inject, injectable } from 'inversify';
import type { ChannelAdapter } from '../contract/channel-adapter.js';
import { isTransportError } from '../contract/http-transport.js';
import type { Logger } from '../contract/logger.js';
import type { PlannedPart } from '../contract/outbound-message.js';
import type { SendOutcome } from '../contract/send-outcome.js';
import { TOKENS } from '../contract/tokens.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { withinTime } from '../policy/within-time.js';
import { type CallScope, callScopes } from '../transport/call-scope.js';
import { knownOutcome } from './known-outcome.js';
import { LICENCE, type Licence } from './licence.js';
import { type CallFacts, SendContexts } from './send-context.js';
import { CALL_TIMEOUT_MS } from './step.js';
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
    facts: Omit<CallFacts, 'scope' | 'signal'>,
    hard: AbortSignal,
  ): Promise<SendOutcome> {
    const call = { started: false, over: false };
    const scope: CallScope = {
      assertLicensed: () => {
        // An adapter that ignored its signal goes on; by now its part may be on its way a second time.
        if (call.over) throw new Error('the call is over');
        this.licence.assertValid();
      },
      requestStarted: () => {
        call.started = true;
      },
    };
    try {
      const told = await withinTime(this.scheduler, CALL_TIMEOUT_MS, hard, (signal) => {
        const context = this.contexts.make({ ...facts, scope, signal });
        return callScopes.run(scope, async () => adapter.send(part, context));
      });
      return knownOutcome(told);
    } catch (error) {
      if (!isTransportError(error)) {
        this.log.warn('a call threw', { account: facts.account.key, correlation: facts.correlation, error });
      }
      return thrownOutcome(error, call.started);
    } finally {
      call.over = true;
    }
  }
}
