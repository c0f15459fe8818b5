import type { FoldEvent } from '../reducer.js';
import type { Urgency } from '../urgency.js';

interface Submission {
  event: FoldEvent;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** What a fold has made of an event. */
export type Verdict = { kind: 'answered'; answer: unknown } | { kind: 'failed'; error: unknown };

/** Outcomes of our own calls on their way through the fold, and those who wait to hear that they are committed. */
export class Submissions {
  #waiting: Submission[] = [];
  #unhurried: Submission[] = [];
  #taken: Submission[] = [];

  /** Rejects where the event has failed, or the fold has ended. */
  add(event: FoldEvent, urgency: Urgency): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const waiting = urgency === 'now' ? this.#waiting : this.#unhurried;
      waiting.push({ event, resolve, reject });
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

  /** The same commit takes those that are in no hurry too. */
  takeUnhurried(): FoldEvent[] {
    const taken = this.#unhurried;
    this.#unhurried = [];
    this.#taken = [...this.#taken, ...taken];
    return taken.map(({ event }) => event);
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
    for (const { reject } of [...this.#taken, ...this.#waiting, ...this.#unhurried]) reject(error);
    this.#waiting = [];
    this.#unhurried = [];
  }
}
