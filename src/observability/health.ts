import type { Clock } from '../contract/clock.js';
import { isChannelwrightError } from '../errors/channelwright-error.js';

/** Says why not, by a text or by throwing; anything else means that all is well. The text is shown to whoever asks. */
export type HealthCheck = () => unknown;

/** Says what is worth knowing; `undefined`: nothing. Whoever asks may read it: numbers, no names. */
export type HealthNote = () => string | undefined | Promise<string | undefined>;

export interface HealthReport {
  ok: boolean;
  /** By the name of the check: `ok`, or the reason. */
  detail: {
    checks: Record<string, string>;
    /** What is worth knowing and makes nothing red: one tenant's trouble is no reason to take the process away from the others. */
    notes?: Record<string, string>;
  };
}

/** How long a check may take, ms. A store that does not answer by then cannot be relied on. */
const CHECK_TIMEOUT_MS = 2_000;

/**
 * Named checks behind `/health/live` and `/health/ready`. Live: the process is worth keeping. Ready: it can take work; red
 * when the store cannot write, so that nobody sends what could not be acknowledged.
 */
export class Health {
  readonly #live = new Map<string, () => string | undefined>();
  readonly #ready = new Map<string, HealthCheck>();
  readonly #notes = new Map<string, HealthNote>();
  #asking: Promise<HealthReport> | undefined;

  constructor(private readonly clock: Clock) {}

  /** Adds to what liveness asks. Call what it returns to take it away. */
  checkLive(name: string, check: () => string | undefined): () => void {
    this.#live.set(name, check);
    return () => this.#live.delete(name);
  }

  /** Adds to what readiness asks. Call what it returns to take it away. */
  checkReady(name: string, check: HealthCheck): () => void {
    this.#ready.set(name, check);
    return () => this.#ready.delete(name);
  }

  /** Adds something that readiness tells beside its checks. Call what it returns to take it away. */
  tell(name: string, note: HealthNote): () => void {
    this.#notes.set(name, note);
    return () => this.#notes.delete(name);
  }

  live(): HealthReport {
    return report([...this.#live].map(([name, check]) => [name, check()]));
  }

  /** Asks every check. Those who ask meanwhile share the answer: a crowd of probes is one look into the store. */
  ready(): Promise<HealthReport> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<HealthReport> {
    const checks = [...this.#ready].map(async ([name, check]): Promise<Answer> => [name, await this.#reason(check)]);
    const told = [...this.#notes].map(async ([name, note]): Promise<Answer> => [name, await this.#note(note)]);
    const { ok, detail } = report(await Promise.all(checks));
    const notes = (await Promise.all(told)).flatMap(([name, note]) => (note === undefined ? [] : [[name, note]]));
    return { ok, detail: notes.length === 0 ? detail : { ...detail, notes: Object.fromEntries(notes) } };
  }

  async #note(note: HealthNote): Promise<string | undefined> {
    const told = new AbortController();
    const late = this.clock.sleep(CHECK_TIMEOUT_MS, told.signal).then(() => undefined);
    try {
      return await Promise.race([note(), late]);
    } catch {
      return undefined;
    } finally {
      told.abort();
    }
  }

  async #reason(check: HealthCheck): Promise<string | undefined> {
    const answered = new AbortController();
    const late = this.clock.sleep(CHECK_TIMEOUT_MS, answered.signal).then(() => 'no answer in time');
    try {
      const answer = await Promise.race([check(), late]);
      return typeof answer === 'string' ? answer : undefined;
    } catch (error) {
      return isChannelwrightError(error) ? error.code : 'failed';
    } finally {
      answered.abort();
    }
  }
}

type Answer = [name: string, reason: string | undefined];

function report(answers: Answer[]): HealthReport {
  return {
    ok: answers.every(([, reason]) => reason === undefined),
    detail: { checks: Object.fromEntries(answers.map(([name, reason]) => [name, reason ?? 'ok'])) },
  };
}
