import type { FoldEvent } from '../reducer.js';
import { isUnhurried, type Urgency } from '../urgency.js';
import { InTurns } from './in-turns.js';

interface Submission {
  event: FoldEvent;
  urgency: Urgency;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** What a fold has made of an event. */
export type Verdict = { kind: 'answered'; answer: unknown } | { kind: 'failed'; error: unknown };

/** Outcomes of our own calls on their way through the fold, and those who wait to hear that they are committed. */
export class Submissions {
  #waiting: Submission[] = [];
  readonly #unhurried = new InTurns<Submission>(({ event }) => event.kind);
  #taken: Submission[] = [];

  /** Rejects where the event has failed, or the fold has ended. */
  add(event: FoldEvent, urgency: Urgency): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const waiting = isUnhurried(urgency) ? this.#unhurried : this.#waiting;
      waiting.push({ event, urgency, resolve, reject });
    });
  }

  /** Those among them that are not in no hurry. */
  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  take(most: number): FoldEvent[] {
    this.#taken = this.#waiting.splice(0, most);
    return this.#taken.map(({ event }) => event);
  }

  /** Something of a delivery was taken last, or waits. */
  get areOfDeliveries(): boolean {
    return [this.#taken, this.#waiting].some((some) => some.some(({ urgency }) => urgency === 'now'));
  }

  /** The same commit takes so many of those that are in no hurry too, the kinds of events in turns. */
  takeUnhurried(most: number): FoldEvent[] {
    const taken = this.#unhurried.take(most);
    this.#taken = [...this.#taken, ...taken];
    return taken.map(({ event }) => event);
  }

  /** Some that are in no hurry have not been taken. */
  get areUnhurriedLeft(): boolean {
    return this.#unhurried.size > 0;
  }

  /** What was taken is folded. */
  confirm(verdictOf: (event: FoldEvent) => Verdict | undefined): void {
    for (const { event, resolve, reject } of this.#taken) {
      const verdict = verdictOf(event);
      if (verdict?.kind === 'failed') reject(verdict.error);
      else resolve(verdict?.answer);
    }
  }

  /** Nothing is folded any more. */
  rejectAll(error: unknown): void {
    const unhurried = this.#unhurried.take(this.#unhurried.size);
    for (const { reject } of [...this.#taken, ...this.#waiting, ...unhurried]) reject(error);
    this.#waiting = [];
  }
}
