import type { CancelTimer, Scheduler } from '../policy/scheduler.js';

/** Why a stream ended before its end. */
export type Ending =
  /** Its reader went away. */
  | { kind: 'cancelled' }
  /** Of the source, or what `failure` made of it. */
  | { kind: 'failed'; error: unknown };

export interface Watch {
  scheduler: Scheduler;
  /** How long the source may give nothing while somebody waits for it, ms. */
  sourceIdleMs: number;
  /** How long the reader may leave what is there unread, ms. Default: for ever. */
  readerIdleMs?: number;
  /** Ends it when it is aborted, whatever its source makes of that. */
  signal?: AbortSignal;
  /** Default: no limit. */
  maxBytes?: number;
  /** What a reader is told when somebody stood still, or the source gave more than `maxBytes`. */
  failure(what: 'stalled' | 'too-large'): Error;
  /** Called once. No `ending`: everything was read. */
  onEnd?(bytes: number, ending?: Ending): void;
}

/** The same stream, that cannot stand still for ever, nor be larger than it may. Holds no chunk back. */
export function watched(source: ReadableStream<Uint8Array>, watch: Watch): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(new WatchedSource(source, watch), { highWaterMark: 0 });
}

class WatchedSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #cancelTimer: CancelTimer = ignore;
  #onAbort: () => void = ignore;
  #bytes = 0;
  #ended = false;

  constructor(
    source: ReadableStream<Uint8Array>,
    private readonly watch: Watch,
  ) {
    this.#reader = source.getReader();
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { signal } = this.watch;
    this.#onAbort = () => this.#fail(controller, signal?.reason);
    if (signal?.aborted) return this.#onAbort();
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#waitForReader(controller);
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#wait(this.watch.sourceIdleMs, controller);
    try {
      const { done, value } = await this.#reader.read();
      if (this.#ended) return;
      if (done) {
        this.#end();
        controller.close();
        return;
      }
      this.#bytes += value.length;
      if (this.#bytes > (this.watch.maxBytes ?? Number.POSITIVE_INFINITY)) throw this.watch.failure('too-large');
      this.#waitForReader(controller);
      controller.enqueue(value);
    } catch (error) {
      this.#fail(controller, error);
    }
  }

  cancel(reason: unknown): void {
    this.#end({ kind: 'cancelled' });
    void this.#reader.cancel(reason).catch(ignore);
  }

  #waitForReader(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#cancelTimer();
    if (this.watch.readerIdleMs !== undefined) this.#wait(this.watch.readerIdleMs, controller);
  }

  #wait(ms: number, controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { scheduler, failure } = this.watch;
    this.#cancelTimer();
    this.#cancelTimer = scheduler.at(scheduler.now() + ms, () => this.#fail(controller, failure('stalled')));
  }

  #fail(controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void {
    if (this.#ended) return;
    this.#end({ kind: 'failed', error });
    controller.error(error);
    void this.#reader.cancel(error).catch(ignore);
  }

  #end(ending?: Ending): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.watch.signal?.removeEventListener('abort', this.#onAbort);
    this.watch.onEnd?.(this.#bytes, ending);
  }
}

function ignore(): void {}
