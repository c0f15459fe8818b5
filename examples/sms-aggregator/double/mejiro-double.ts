import type { Clock } from 'channelwright/adapter';
import {
  answer,
  answerUnderFault,
  BackgroundWork,
  type CustomerText,
  type Delivered,
  type DoubleAnswer,
  type DoubleFault,
  type DoubleRequest,
  DoubleServer,
  FaultQueue,
  type ProviderDouble,
  systemTime,
  WebhookSender,
  withControls,
} from 'channelwright/double';
import { ContractBook, type Fate, type MejiroContract, type StoredMessage } from './contract-book.js';
import { shiftJisLength } from './shift-jis-length.js';
import { ok, refuse, takeMessage, yen } from './take-message.js';

export interface MejiroDoubleOptions {
  contracts: MejiroContract[];
  /** 0: any free port. Default 0. */
  port?: number;
  time?: Clock;
}

/** Few, so that a short history has several pages. */
const PAGE = 2;
const CALLS = ['send', 'messages', 'reports', 'inbound', 'account'] as const;
type Call = (typeof CALLS)[number];

/** The aggregator on this machine. It knows nothing of the adapter. */
export class MejiroDouble implements ProviderDouble {
  webhookUrl: string | undefined;
  readonly #book: ContractBook;
  readonly #faults = new FaultQueue<Call>(CALLS);
  readonly #work = new BackgroundWork();
  readonly #sender: WebhookSender;
  readonly #fates = new Map<string, Fate>();
  #server: DoubleServer | undefined;

  private constructor(
    { contracts }: MejiroDoubleOptions,
    private readonly time: Clock,
  ) {
    this.#book = new ContractBook(structuredClone(contracts), time);
    this.#sender = new WebhookSender(time, this.#work.signal);
  }

  static async start(options: MejiroDoubleOptions): Promise<MejiroDouble> {
    const double = new MejiroDouble(options, options.time ?? systemTime);
    const own = {
      'POST top-up': (body: unknown) => double.topUp((body as { userId: string }).userId),
    };
    double.#server = await DoubleServer.listen(
      options.port ?? 0,
      withControls(double, (request) => double.#serve(request), own),
    );
    return double;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  get delivered(): readonly Delivered[] {
    return this.#book.messages.map(({ id, to, text, atMs }) => ({ id, to, text, atMs, kind: 'text' }));
  }

  get webhooks() {
    return this.#sender.tries;
  }

  fault(fault: DoubleFault): void {
    this.#faults.add(fault as DoubleFault<Call>);
  }

  /** What the network of this number will say. Default: reached. */
  fate(number: string, fate: Fate): void {
    this.#fates.set(number, fate);
  }

  /** Somebody pays in 1000 yen. @throws Error for a contract that is not there */
  topUp(userId: string): void {
    const contract = this.#book.contracts.find((one) => one.userId === userId);
    if (!contract) throw new Error(`there is no contract ${userId}`);
    contract.balanceSen += 100_000;
  }

  /** The networks answer: each message that is on its way comes to its end. */
  arrive(): void {
    for (const message of this.#book.messages.filter(({ state }) => state === 'waiting' || state === 'sent')) {
      this.#arrive(message);
    }
  }

  /** A subscriber writes. The push is tried once; whoever misses it finds the message in the list. */
  async customerWrites({ from, text, to }: CustomerText): Promise<string> {
    const contract = to === undefined ? this.#book.contracts[0] : this.#book.byNumber(to);
    if (!contract) throw new Error(`no contract has the number ${to}`);
    const message = { id: this.#book.nextId('MO'), userId: contract.userId, from, text, atMs: this.#book.now() };
    this.#book.inbound.push(message);
    if (this.webhookUrl !== undefined) {
      const { userId: _, atMs, ...told } = message;
      const body = JSON.stringify({ ...told, at: new Date(atMs).toISOString() });
      const headers = { 'content-type': 'application/json', 'x-mejiro-token': contract.pushToken ?? '' };
      await this.#work.track(this.#sender.post({ url: this.webhookUrl, headers, body }));
    }
    return message.id;
  }

  settled(): Promise<void> {
    return this.#work.settled();
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#work.stop();
  }

  #arrive(message: StoredMessage): void {
    const fate = this.#fates.get(message.to) ?? { state: 'reached' };
    if (message.state === 'waiting') this.#book.report(message, 'sent');
    this.#book.report(message, fate.state, 'code' in fate ? fate.code : undefined);
  }

  async #serve({ method, url, headers, body, response }: DoubleRequest): Promise<void> {
    const contract = this.#signedIn(headers.authorization);
    const name = callOf(method, url.pathname);
    if (name === undefined) return answer(response, { status: 404 });
    const input: unknown = name === 'send' ? JSON.parse(body.toString()) : undefined;
    const to = (input as { to?: string } | undefined)?.to;
    const act = () => (contract ? this.#do(name, contract, input, url.searchParams) : refuse('E101').answer);
    const patience = { time: this.time, signal: this.#work.signal };
    await answerUnderFault(this.#faults.take(name, to), response, act, patience);
  }

  #do(name: Call, contract: MejiroContract, input: unknown, query: URLSearchParams): DoubleAnswer {
    switch (name) {
      case 'send':
        return takeMessage(this.#book, contract, input, shiftJisLength).answer;
      case 'messages':
        return ok({ reports: this.#search(contract, query).map(wireReport), more: false });
      case 'reports': {
        const { reports, more } = this.#book.takeReports(contract.userId, PAGE);
        return ok({ reports: reports.map(wireReport), more });
      }
      case 'inbound':
        return this.#listInbound(contract, query);
      case 'account':
        return ok({ number: contract.number, balance: yen(contract.balanceSen) });
    }
  }

  #search({ userId }: MejiroContract, query: URLSearchParams): StoredMessage[] {
    const [id, reference] = [query.get('id'), query.get('reference')];
    const own = this.#book.messages.filter((message) => message.userId === userId);
    return own.filter((message) => message.id === id || message.reference === reference);
  }

  #listInbound({ userId }: MejiroContract, query: URLSearchParams): DoubleAnswer {
    const own = this.#book.inbound.filter((message) => message.userId === userId);
    const start = query.get('from') === 'now' ? own.length : Number(query.get('after'));
    const messages = own.slice(start, start + PAGE);
    const next = start + messages.length;
    const listed = messages.map(({ id, from, text, atMs }) => ({ id, from, text, at: new Date(atMs).toISOString() }));
    return ok({ messages: listed, next: String(next), more: next < own.length });
  }

  #signedIn(authorization = ''): MejiroContract | undefined {
    const [userId, password] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':');
    return this.#book.contracts.find((contract) => contract.userId === userId && contract.password === password);
  }
}

function callOf(method: string, path: string): Call | undefined {
  if (method === 'POST') return path === '/v1/messages' ? 'send' : undefined;
  const name = path.replace('/v1/', '');
  return name !== 'send' && (CALLS as readonly string[]).includes(name) ? (name as Call) : undefined;
}

function wireReport({ id, reference, state, atMs, code, segments, chargeSen }: StoredMessage) {
  const at = new Date(atMs).toISOString();
  return { id, reference, state, at, segments, charge: yen(chargeSen), ...(code === undefined ? {} : { code }) };
}
