import type { PageRoute } from '../../ingress/http/ingress-request.js';
import { SealedClaims } from '../../onboarding/sealed-claims.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { SignatureRefusal } from './last-refusal.js';

/** How long a question is answered, ms. Clocks may differ by as much. */
const LIFE_MS = 10 * 60_000;

/** What is asked at the public address, and by whom no matter: whoever has the keys. */
interface Question {
  nonce: string;
  atMs: number;
}

/** Who answers there. */
export interface LoopbackAnswer {
  nonce: string;
  version: string;
  /** The same for as long as the process lives: tells replicas apart. */
  instance: string;
  nowMs: number;
  /** The last webhook of HubSpot that it has refused for its signature. */
  refused?: SignatureRefusal;
}

/**
 * Proves that a request to the public address arrives at a connector with the same encryption keys. Nothing is stored and nothing
 * is told to strangers: question and answer are sealed.
 */
export class Loopback {
  readonly #questions: SealedClaims<Question>;
  readonly #answers: SealedClaims<LoopbackAnswer>;

  constructor(encryptionKeys: readonly Uint8Array[]) {
    this.#questions = new SealedClaims(encryptionKeys, 'loopback');
    this.#answers = new SealedClaims(encryptionKeys, 'loopback answer');
  }

  question(nonce: string, nowMs: number): string {
    return this.#questions.seal({ nonce, atMs: nowMs });
  }

  /** `undefined`: it was not asked by one of us, or long ago. */
  answer(question: string, who: Omit<LoopbackAnswer, 'nonce'>): string | undefined {
    const asked = this.#questions.open(question);
    if (!asked || Math.abs(who.nowMs - asked.atMs) > LIFE_MS) return undefined;
    return this.#answers.seal({ ...who, nonce: asked.nonce });
  }

  /** Who has answered; `undefined`: somebody else, or an answer to another question. */
  read(answer: string, nonce: string): LoopbackAnswer | undefined {
    const read = this.#answers.open(answer);
    return read?.nonce === nonce ? read : undefined;
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };

export interface LoopbackParts {
  encryptionKeys: readonly Uint8Array[];
  version: string;
  scheduler: Scheduler;
  random: Random;
  refused(): SignatureRefusal | undefined;
}

/** GET `/loopback/{token}`: what `channelwright doctor` calls from wherever it runs. */
export function loopbackRoute({ encryptionKeys, version, scheduler, random, refused }: LoopbackParts): PageRoute {
  const loopback = new Loopback(encryptionKeys);
  const instance = random.uuid();
  return {
    path: '/loopback/:token',
    maxBodyBytes: 0,
    async handle(_, { token = '' }) {
      const last = refused();
      const who = { version, instance, nowMs: scheduler.now(), ...(last === undefined ? {} : { refused: last }) };
      const body = loopback.answer(token, who);
      return body === undefined ? { status: 404, headers: PLAIN, body: '' } : { status: 200, headers: PLAIN, body };
    },
  };
}
