import { inject, injectable } from 'inversify';
import type { ChannelAdapter } from '../contract/channel-adapter.js';
import { isTransportError } from '../contract/http-transport.js';
import type { PlannedPart } from '../contract/outbound-message.js';
import type { SendOutcome } from '../contract/send-outcome.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { type CallScope, callScopes } from '../transport/call-scope.js';
import { LICENCE, type Licence } from './licence.js';
import { type CallFacts, SendContexts } from './send-context.js';
import { CALL_TIMEOUT_MS } from './step.js';

/** Makes one licensed call and judges what it throws: nothing had left the process → `retry`, else `uncertain`. */
@injectable()
export class PartSender {
  constructor(
    @inject(SendContexts) private readonly contexts: SendContexts,
    @inject(LICENCE) private readonly licence: Licence,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  async send(
    adapter: ChannelAdapter,
    part: PlannedPart,
    facts: Omit<CallFacts, 'scope' | 'signal'>,
    hard: AbortSignal,
  ): Promise<SendOutcome> {
    const call = { started: false };
    const scope: CallScope = {
      assertLicensed: () => this.licence.assertValid(),
      requestStarted: () => {
        call.started = true;
      },
    };
    const limit = new AbortController();
    const cancel = this.scheduler.at(this.scheduler.now() + CALL_TIMEOUT_MS, () => limit.abort(new Error('timed out')));
    const signal = AbortSignal.any([limit.signal, hard]);
    try {
      const context = this.contexts.make({ ...facts, scope, signal });
      return await callScopes.run(scope, () => untilAborted(adapter.send(part, context), signal));
    } catch (error) {
      return judge(error, call.started);
    } finally {
      cancel();
    }
  }
}

/** An adapter that ignores its signal must not hold its lane for ever. What it still does is as if it were lost. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function judge(error: unknown, requestStarted: boolean): SendOutcome {
  const detail = error instanceof Error ? error.message : String(error);
  const transport = isTransportError(error);
  const reason = { class: transport ? 'network' : 'unknown', scope: 'message', detail } as const;
  const certainlyNotSent = !requestStarted && (!transport || error.requestSent === 'no');
  return certainlyNotSent ? { kind: 'retry', reason } : { kind: 'uncertain', reason };
}
