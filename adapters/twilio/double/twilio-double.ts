import { setTimeout as delay } from 'node:timers/promises';
import { apiRoutes, cdnRoutes } from './api-routes.js';
import { BackgroundWork } from './background-work.js';
import { type CallbackRecord, CallbackSender } from './callback-sender.js';
import { controlRoutes } from './control-routes.js';
import {
  type DoubleAccount,
  type DoubleNumber,
  type DoubleTime,
  doubleOptions,
  type ResolvedOptions,
  type TwilioDoubleOptions,
} from './double-options.js';
import { DoubleServer } from './double-server.js';
import { type DoubleFault, FaultQueue } from './fault-queue.js';
import { type InboundMessage, type InboundResult, InboundSender } from './inbound-sender.js';
import { MessageBook, type StoredMessage } from './message-book.js';
import { MessageDesk, type Received } from './message-desk.js';
import { OptOuts } from './opt-outs.js';
import { type RecipientRule, RuleBook } from './recipient-rule.js';
import { ProgressRunner } from './status-progress.js';

const systemTime: DoubleTime = {
  now: () => Date.now(),
  wait: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
};

/**
 * Twilio on this machine: takes, lists and delivers messages, signs its webhooks, and fails when it is told to. For tests and
 * demos. It knows nothing of the adapter but the formula of the signature.
 */
export class TwilioDouble {
  private readonly options: ResolvedOptions;
  private readonly book = new MessageBook();
  private readonly faults = new FaultQueue();
  private readonly rules = new RuleBook();
  private readonly optOuts = new OptOuts();
  private readonly sender = new CallbackSender();
  private readonly work = new BackgroundWork();
  private readonly inbounds: InboundSender;
  private readonly progress: ProgressRunner;
  private readonly desk: MessageDesk;
  private api: DoubleServer | undefined;
  private cdn: DoubleServer | undefined;

  private constructor(
    input: TwilioDoubleOptions,
    private readonly time: DoubleTime,
  ) {
    this.options = doubleOptions.parse(input);
    const { book, sender, optOuts, rules, work, options } = this;
    this.inbounds = new InboundSender(book, sender, optOuts, time);
    this.progress = new ProgressRunner(sender, book, time, options.stepMs, work.signal);
    this.desk = new MessageDesk({ options, book, rules, optOuts, progress: this.progress, work, time });
  }

  static async start(input: TwilioDoubleOptions, time: DoubleTime = systemTime): Promise<TwilioDouble> {
    const double = new TwilioDouble(input, time);
    await double.listen();
    return double;
  }

  /** What goes into `apiBaseUrl`. */
  get url(): string {
    return this.api?.url ?? '';
  }

  /** Ends the servers and what is still under way. */
  async stop(): Promise<void> {
    await this.api?.close();
    await this.cdn?.close();
    await this.work.stop();
  }

  /** Resolves when every message has had its last status and every callback its answer. */
  settled(): Promise<void> {
    return this.work.settled();
  }

  /** From now on messages to `to` (as Twilio writes it) go as `rule` says. Earlier rules that fit come first. */
  rule(to: string, rule: RecipientRule): void {
    this.rules.add(to, rule);
  }

  /** The next calls go wrong so. */
  fault(fault: DoubleFault): void {
    this.faults.add(fault);
  }

  /** Point a number's webhook somewhere, once it is known where. @throws Error when the number is not the double's */
  configureNumber(sender: string, change: Partial<Omit<DoubleNumber, 'sender'>>): void {
    Object.assign(this.numberOf(sender).number, change);
  }

  /** A customer writes. Resolves when the webhook was answered. @throws Error when `to` is not the double's */
  async inbound(message: InboundMessage): Promise<InboundResult> {
    const { account, number } = this.numberOf(message.to);
    return this.work.track(this.inbounds.send(account, number, message, this.url));
  }

  /** Report a status again, late, or one that Twilio never had. Resolves when the callback was answered. */
  async status(sid: string, status: string, code?: number): Promise<void> {
    const message = this.book.all().find((m) => m.sid === sid);
    const account = this.options.accounts.find((a) => a.accountSid === message?.accountSid);
    if (message === undefined || account === undefined) throw new Error(`the double has no message ${sid}`);
    const steps = [code === undefined ? { status } : { status, code }];
    await this.work.track(this.progress.run(message, account.authToken, { steps, callbacks: 'normal' }));
  }

  /** What recipients really got, in the order in which it was taken: twice here is twice on the phone. */
  received(to?: string): Received[] {
    return this.desk.received(to);
  }

  /** Every message in both directions, oldest first. */
  messages(): readonly StoredMessage[] {
    return this.book.all();
  }

  /** Every webhook that was sent, each try of it, oldest first. */
  callbacks(): readonly CallbackRecord[] {
    return this.sender.records;
  }

  /** Forget rules, faults, messages, callbacks and opt-outs; numbers and their webhooks stay. */
  reset(): void {
    for (const part of [this.rules, this.faults, this.book, this.optOuts, this.desk]) part.clear();
    this.sender.records.length = 0;
  }

  private async listen(): Promise<void> {
    const { book, desk, faults, work, time, options } = this;
    const parts = { accounts: options.accounts, book, desk, faults, work, time, cdnUrl: () => this.cdn?.url ?? '' };
    const [api, control] = [apiRoutes(parts), controlRoutes(this)];
    this.cdn = await DoubleServer.listen(0, cdnRoutes(parts));
    this.api = await DoubleServer.listen(options.port, (request) =>
      request.url.pathname.startsWith('/_double/') ? control(request) : api(request),
    );
  }

  private numberOf(sender: string): { account: DoubleAccount; number: DoubleNumber } {
    for (const account of this.options.accounts) {
      const number = account.numbers.find((n) => n.sender === sender);
      if (number !== undefined) return { account, number };
    }
    throw new Error(`${sender} is none of the double's numbers`);
  }
}
