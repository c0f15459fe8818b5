import type { Clock } from 'channelwright/adapter';
import {
  BackgroundWork,
  DoubleServer,
  FaultQueue,
  type ProviderDouble,
  systemTime,
  withControls,
} from 'channelwright/double';
import { apiRoutes, cdnRoutes } from './api-routes.js';
import { CallbackSender } from './callback-sender.js';
import { twilioControls } from './control-routes.js';
import { type CustomerMessage, Customers, type WrittenMessage } from './customers.js';
import {
  type DoubleAccount,
  type DoubleNumber,
  doubleOptions,
  type ResolvedOptions,
  type TwilioDoubleOptions,
} from './double-options.js';
import { MessageBook, type StoredMessage } from './message-book.js';
import { MessageDesk, type Received } from './message-desk.js';
import { OptOuts } from './opt-outs.js';
import { type RecipientRule, RuleBook } from './recipient-rule.js';
import { ProgressRunner } from './status-progress.js';
import { CALLS, plainFault, type TwilioFault } from './twilio-fault.js';

/**
 * Twilio on this machine: takes, lists and delivers messages, signs its webhooks, and fails when it is told to. For tests and
 * demos. It knows nothing of the adapter but the formula of the signature.
 */
export class TwilioDouble implements ProviderDouble {
  readonly #options: ResolvedOptions;
  readonly #book = new MessageBook();
  readonly #faults = new FaultQueue(CALLS);
  readonly #rules = new RuleBook();
  readonly #optOuts = new OptOuts();
  readonly #work = new BackgroundWork();
  readonly #sender: CallbackSender;
  readonly #customers: Customers;
  readonly #progress: ProgressRunner;
  readonly #desk: MessageDesk;
  #api: DoubleServer | undefined;
  #cdn: DoubleServer | undefined;

  private constructor(
    input: TwilioDoubleOptions,
    private readonly time: Clock,
  ) {
    this.#options = doubleOptions.parse(input);
    const { signal } = this.#work;
    this.#sender = new CallbackSender(time, signal);
    this.#customers = new Customers(this.#book, this.#sender, this.#optOuts, time);
    this.#progress = new ProgressRunner(this.#sender, this.#book, time, this.#options.stepMs, signal);
    this.#desk = new MessageDesk({
      options: this.#options,
      book: this.#book,
      rules: this.#rules,
      optOuts: this.#optOuts,
      progress: this.#progress,
      work: this.#work,
      time,
    });
  }

  static async start(input: TwilioDoubleOptions, time: Clock = systemTime): Promise<TwilioDouble> {
    const double = new TwilioDouble(input, time);
    await double.#listen();
    return double;
  }

  /** What goes into `apiBaseUrl`. */
  get url(): string {
    return this.#api?.url ?? '';
  }

  /** Where the webhooks of all numbers go; the first number's, where they differ. */
  get webhookUrl(): string | undefined {
    return this.#numbers()[0]?.number.webhookUrl;
  }

  set webhookUrl(url: string) {
    for (const { number } of this.#numbers()) number.webhookUrl = url;
  }

  get delivered(): readonly Received[] {
    return this.#desk.received();
  }

  get webhooks() {
    return this.#sender.tries;
  }

  async stop(): Promise<void> {
    await this.#api?.close();
    await this.#cdn?.close();
    await this.#work.stop();
  }

  /** Resolves when every message has had its last status and every callback its answer. */
  settled(): Promise<void> {
    return this.#work.settled();
  }

  /** From now on messages to `to` (as Twilio writes it) go as `rule` says. Earlier rules that fit come first. */
  rule(to: string, rule: RecipientRule): void {
    this.#rules.add(to, rule);
  }

  fault(fault: TwilioFault): void {
    this.#faults.add(plainFault(fault));
  }

  /** Point a number's webhook somewhere, once it is known where. @throws Error when the number is not the double's */
  configureNumber(sender: string, change: Partial<Omit<DoubleNumber, 'sender'>>): void {
    Object.assign(this.#numberFor(sender).number, change);
  }

  /** A customer writes. Resolves when the webhook was answered. @throws Error when `to` is not the double's */
  async customerWrites(message: CustomerMessage): Promise<WrittenMessage> {
    const { account, number } = this.#numberFor(message.to, message.from);
    return this.#work.track(this.#customers.write(account, number, message, this.url));
  }

  /** Report a status again, late, or one that Twilio never had. Resolves when the callback was answered. */
  async status(sid: string, status: string, code?: number): Promise<void> {
    const message = this.#book.all().find((m) => m.sid === sid);
    const account = this.#options.accounts.find((a) => a.accountSid === message?.accountSid);
    if (message === undefined || account === undefined) throw new Error(`the double has no message ${sid}`);
    const steps = [code === undefined ? { status } : { status, code }];
    await this.#work.track(this.#progress.run(message, account.authToken, { steps, callbacks: 'normal' }));
  }

  /** What is on one phone. */
  received(to: string): Received[] {
    return this.delivered.filter((message) => message.to === to);
  }

  /** Every message in both directions, oldest first. */
  messages(): readonly StoredMessage[] {
    return this.#book.all();
  }

  /** Forget rules, faults, messages, callbacks and opt-outs; numbers and their webhooks stay. */
  reset(): void {
    for (const part of [this.#rules, this.#faults, this.#book, this.#optOuts, this.#desk, this.#sender]) part.clear();
  }

  async #listen(): Promise<void> {
    const { accounts, port } = this.#options;
    const parts = {
      accounts,
      book: this.#book,
      desk: this.#desk,
      faults: this.#faults,
      signal: this.#work.signal,
      time: this.time,
      cdnUrl: () => this.#cdn?.url ?? '',
    };
    this.#cdn = await DoubleServer.listen(0, cdnRoutes(parts));
    this.#api = await DoubleServer.listen(port, withControls(this, apiRoutes(parts), twilioControls(this)));
  }

  #numbers(): { account: DoubleAccount; number: DoubleNumber }[] {
    return this.#options.accounts.flatMap((account) => account.numbers.map((number) => ({ account, number })));
  }

  /** @param from where no sender is named: the first on this peer's channel */
  #numberFor(sender: string | undefined, from = '') {
    const wanted = ({ number }: { number: DoubleNumber }) =>
      sender === undefined ? isWhatsApp(number.sender) === isWhatsApp(from) : number.sender === sender;
    const found = this.#numbers().find(wanted);
    if (found === undefined) throw new Error(`${sender ?? 'what is written to'} is none of the double's numbers`);
    return found;
  }
}

function isWhatsApp(address: string): boolean {
  return address.startsWith('whatsapp:');
}
