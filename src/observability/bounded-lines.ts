import { Writable } from 'node:stream';

/**
 * Lines on their way to a stream that may be slow. It never pushes back and never holds more than its limit: a line that
 * finds the queue full is dropped and counted, and the next line that gets through says how many were.
 */
export class BoundedLines extends Writable {
  /** Lines dropped since the start. */
  dropped = 0;
  #unsaid = 0;
  #queue: string[] = [];
  #writing = 0;
  #broken = false;
  #waiting: (() => void)[] = [];

  /**
   * @param limit lines that may wait
   * @param droppedLine says that lines were dropped
   */
  constructor(
    private readonly target: NodeJS.WritableStream,
    private readonly limit: number,
    private readonly droppedLine: (count: number) => string,
  ) {
    super({ decodeStrings: false });
    surviveErrors(target);
  }

  /** Lines that have not been written yet. */
  get waiting(): number {
    return this.#queue.length + this.#writing;
  }

  /** Resolves when nothing waits any more. */
  drained(): Promise<void> {
    if (this.waiting === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  override _write(line: string, _encoding: BufferEncoding, done: () => void): void {
    if (this.#broken || this.waiting >= this.limit) {
      this.dropped += 1;
      this.#unsaid += 1;
    } else {
      this.#queue.push(line);
      this.#writeAll();
    }
    done();
  }

  /** Everything that waits goes out in one write, and meanwhile more may come to wait. */
  #writeAll(): void {
    if (this.#writing > 0) return;
    const lines = this.#queue.splice(0);
    if (lines.length === 0) {
      for (const resolve of this.#waiting.splice(0)) resolve();
      return;
    }
    this.#writing = lines.length;
    this.target.write(this.#sayDropped() + lines.join(''), (error) => this.#written(error));
  }

  #written(error: unknown): void {
    if (error) {
      this.#broken = true;
      this.dropped += this.waiting;
      this.#queue = [];
    }
    this.#writing = 0;
    this.#writeAll();
  }

  #sayDropped(): string {
    if (this.#unsaid === 0) return '';
    const count = this.#unsaid;
    this.#unsaid = 0;
    return `${this.droppedLine(count)}\n`;
  }
}

const surviving = new WeakSet<object>();

/** A closed pipe must not end the process: the write is told, and what can no longer be written counts as dropped. */
function surviveErrors(target: NodeJS.WritableStream): void {
  if (surviving.has(target)) return;
  surviving.add(target);
  target.on('error', () => undefined);
}
