import { once } from 'node:events';
import { setImmediate } from 'node:timers';
import type { Worker } from 'node:worker_threads';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { rowInvalid } from '../declared-rows.js';
import type { Call, Calls, Operation, Order, Reply } from './protocol.js';

interface Pending {
  resolve(answer: unknown): void;
  reject(error: ChannelwrightError): void;
}

/**
 * Calls into the thread of the database. What is called in one turn of the event loop travels as one message, and so do the
 * answers: a message costs more than what is in it.
 */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #unsent: Call[] = [];
  #lastId = 0;
  #closing: Promise<void> | undefined;
  #ended = false;
  #onIdle: (() => void) | undefined;

  /** @param onCrash told when the thread ends without having been closed */
  constructor(worker: Worker, onCrash: (cause: unknown) => void) {
    this.#worker = worker;
    let cause: unknown;
    worker.on('message', (replies: Reply[]) => this.#settle(replies));
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (exitCode) => {
      this.#ended = true;
      if (this.#closing !== undefined && this.#pending.size === 0) return;
      cause ??= new Error(`exit code ${exitCode}`);
      this.#rejectAll(cause);
      onCrash(cause);
    });
  }

  call<Op extends Operation>(op: Op, given: Calls[Op]['given']): Promise<Calls[Op]['answer']> {
    if (this.#ended || this.#closing !== undefined) {
      return Promise.reject(new ChannelwrightError('CW_STORE_STOPPED'));
    }
    return new Promise<unknown>((resolve, reject) => {
      const id = ++this.#lastId;
      this.#pending.set(id, { resolve, reject });
      this.#unsent.push({ id, op, given } as Call);
      if (this.#unsent.length === 1) setImmediate(() => this.#send());
    }) as Promise<Calls[Op]['answer']>;
  }

  /** Lets what was called finish, then ends the thread. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#pending.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    if (this.#ended) return;
    const exit = once(this.#worker, 'exit');
    this.#worker.postMessage('close' satisfies Order);
    await exit;
  }

  #send(): void {
    const calls = this.#unsent;
    this.#unsent = [];
    try {
      this.#worker.postMessage(calls satisfies Order);
    } catch (cause) {
      for (const { id } of calls) this.#take(id)?.reject(rowInvalid('a value cannot be handed to the store', cause));
    }
  }

  #settle(replies: Reply[]): void {
    for (const reply of replies) {
      const pending = this.#take(reply.id);
      if (reply.ok) pending?.resolve(reply.answer);
      else pending?.reject(new ChannelwrightError(reply.failure.code, reply.failure.detail));
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#onIdle?.();
    return pending;
  }

  /** What was on its way when the thread ended may have been written; it was not acknowledged. */
  #rejectAll(cause: unknown): void {
    for (const id of [...this.#pending.keys()]) {
      this.#take(id)?.reject(new ChannelwrightError('CW_STORE_UNAVAILABLE', 'its thread has ended', { cause }));
    }
  }
}
