import type { Clock } from '../../../src/adapter/index.js';
import {
  answerUnderFault,
  BackgroundWork,
  type CustomerText,
  type Delivered,
  type DoubleFault,
  type DoubleRequest,
  DoubleServer,
  FaultQueue,
  type ProviderDouble,
  WebhookSender,
  withControls,
} from '../../../src/double/index.js';

const RETRY_MS = 1000;

/** The smallest double there is: `POST /send` with `{ to, text }`, and webhooks tried three times. */
export class TinyDouble implements ProviderDouble {
  readonly delivered: Delivered[] = [];
  webhookUrl: string | undefined;
  readonly #faults = new FaultQueue(['send', 'lookup']);
  readonly #work = new BackgroundWork();
  readonly #sender: WebhookSender;
  #server: DoubleServer | undefined;

  private constructor(private readonly time: Clock) {
    this.#sender = new WebhookSender(time, this.#work.signal);
  }

  static async start(time: Clock): Promise<TinyDouble> {
    const double = new TinyDouble(time);
    double.#server = await DoubleServer.listen(
      0,
      withControls(double, (request) => double.#api(request), {
        'POST forget': () => double.delivered.splice(0).length,
      }),
    );
    return double;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  get webhooks() {
    return this.#sender.tries;
  }

  fault(fault: DoubleFault<'send' | 'lookup'>): void {
    this.#faults.add(fault);
  }

  customerWrites({ from, text }: CustomerText) {
    const webhook = { url: this.webhookUrl ?? '', headers: { 'x-secret': 's' }, body: JSON.stringify({ from, text }) };
    return this.#work.track(this.#sender.post(webhook, (_, tries) => (tries < 3 ? RETRY_MS : undefined)));
  }

  settled(): Promise<void> {
    return this.#work.settled();
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#work.stop();
  }

  #api({ body, response }: DoubleRequest): Promise<void> {
    const { to, text } = JSON.parse(body.toString()) as { to: string; text: string };
    const deliver = () => {
      const id = String(
        this.delivered.push({ id: String(this.delivered.length), to, kind: 'text', text, atMs: this.time.now() }),
      );
      return { status: 200, body: { id } };
    };
    const patience = { time: this.time, signal: this.#work.signal };
    return answerUnderFault(this.#faults.take('send', to), response, deliver, patience);
  }
}
