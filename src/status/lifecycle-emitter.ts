import { EventEmitter } from 'eventemitter3';
import { inject, injectable } from 'inversify';
import type { Emission } from '../outbox/tx.js';
import type { LifecycleEvents, LifecycleEventType } from './lifecycle-events.js';

export type LifecycleListener<Type extends LifecycleEventType> = (payload: LifecycleEvents[Type]) => unknown;

/** Told of a listener that threw or rejected, to log and count it. Must not throw. */
export type ListenerFailed = (type: string, error: unknown) => void;

const LISTENER_FAILED = Symbol.for('channelwright.ListenerFailed');

type Guarded = (payload: unknown, type: string) => void;

/**
 * Lifecycle events for listeners in this process. A listener that throws or rejects disturbs neither the others nor the
 * engine. Each event reaches a listener at most once: what must not be missed is in the journal.
 */
@injectable()
export class LifecycleEmitter {
  readonly #emitter = new EventEmitter();
  readonly #guarded = new WeakMap<object, Guarded>();

  constructor(@inject(LISTENER_FAILED) private readonly failed: ListenerFailed) {}

  on<Type extends LifecycleEventType>(type: Type, listener: LifecycleListener<Type>): this {
    this.#emitter.on(type, this.#guard(listener));
    return this;
  }

  once<Type extends LifecycleEventType>(type: Type, listener: LifecycleListener<Type>): this {
    this.#emitter.once(type, this.#guard(listener));
    return this;
  }

  off<Type extends LifecycleEventType>(type: Type, listener: LifecycleListener<Type>): this {
    this.#emitter.off(type, this.#guard(listener));
    return this;
  }

  /** For the engine: tells what a commit has made durable. */
  emit({ type, payload }: Emission): void {
    this.#emitter.emit(type, payload, type);
  }

  #guard<Type extends LifecycleEventType>(listener: LifecycleListener<Type>): Guarded {
    const known = this.#guarded.get(listener);
    if (known) return known;
    const guarded: Guarded = (payload, type) => {
      try {
        const result = listener(payload as LifecycleEvents[Type]);
        if (isThenable(result)) result.then(undefined, (error: unknown) => this.failed(type, error));
      } catch (error) {
        this.failed(type, error);
      }
    };
    this.#guarded.set(listener, guarded);
    return guarded;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
