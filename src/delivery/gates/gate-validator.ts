import { inject, injectable } from 'inversify';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import type { WorkRow } from '../../outbox/work-row.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { withinTime } from '../../policy/within-time.js';
import { CALL_TIMEOUT_MS } from '../message/call-time.js';
import type { DeliveryEvents } from '../message/delivery-events.js';
import { VALIDATION_QUEUE } from './gate-changes.js';

/** Tries the credentials of a blocked account now and then: the gate opens as soon as they work, not only when its time is up. */
@injectable()
export class GateValidator implements WorkHandler {
  readonly queue = VALIDATION_QUEUE;
  readonly concurrency = 8;
  readonly perPortal = 4;

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  async run({ app, portal, ref: gate }: WorkRow, hard: AbortSignal): Promise<undefined> {
    const valid = await this.#tryAccount(gate.slice(gate.indexOf(':') + 1), hard);
    const body: DeliveryEvents['validated'] = { gate, valid };
    await this.submit({ kind: 'delivery.validated', app, portal, receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }

  /** `undefined`: there is nothing to try it with. */
  async #tryAccount(key: string, hard: AbortSignal): Promise<boolean | undefined> {
    const account = this.accounts.get(key)?.account;
    const adapter = account && this.channels.byName(account.channel)?.adapter;
    if (!adapter?.validateAccount) return undefined;
    const validate = async () => adapter.validateAccount?.(account?.settings);
    try {
      const told = await withinTime(this.scheduler, CALL_TIMEOUT_MS, hard, validate);
      return told !== undefined && 'identifiers' in told;
    } catch (error) {
      this.log.warn('an account could not be validated', { account: key, error });
      return false;
    }
  }
}
