import type { HttpRequest, HttpResponse } from '../../src/contract/http-transport.js';
import { TransportError } from '../../src/contract/http-transport.js';
import type { LeapingScheduler } from './leaping-scheduler.js';

/**
 * What goes wrong with one call. `late`: it is processed when somebody releases it, after newer ones perhaps; `delayed`: after a
 * while, then answered; `slow`: at once, and answered after a while.
 */
export type HubSpotTrouble =
  | 'none'
  | 'rate-limited'
  | 'unavailable'
  | 'bad-gateway'
  | 'reset-before'
  | 'reset-after'
  | 'late'
  | 'slow'
  | 'delayed';

export interface Shown {
  statusType: string;
  errorMessage?: string;
}

interface Published {
  idempotencyId: string;
  text: string;
  direction: string;
}

const SLOW_MS = 5_000;
/** What comes later than this is beyond what a read-back after a minute finds. */
const LATEST_MS = 50_000;
const MESSAGE_PATH = /\/custom-channels\/[^/]+\/messages\/([^/?]+)$/;

/** HubSpot as far as statuses and publications go, in memory: what it shows, what it was told, and how often too much was asked. */
export class SimHubSpot {
  /** By id, every outgoing message it knows: SENT from birth. */
  readonly shown = new Map<string, Shown>();
  /** By id, every status it was told, in the order in which the calls were made. */
  readonly told = new Map<string, { statusType: string; confirmed: boolean }[]>();
  readonly published: Published[] = [];
  /** Calls beyond the quota. */
  overruns = 0;
  /** Messages of which one process told two things at once. */
  readonly toldAtOnce = new Set<string>();
  readonly #underWay = new Map<string, string>();
  readonly #troubles: HubSpotTrouble[] = [];
  #late: (() => void)[] = [];
  #calls: number[] = [];

  constructor(
    private readonly scheduler: LeapingScheduler,
    private readonly quota: { requests: number; perMs: number },
  ) {}

  trouble(trouble: HubSpotTrouble): void {
    this.#troubles.push(trouble);
  }

  calm(): void {
    this.#troubles.length = 0;
    this.releaseLate();
  }

  /** What was held up is processed now. */
  releaseLate(): void {
    for (const land of [...this.#late]) land();
  }

  /** @param process who asks: what a dead one had under way is no business of the next */
  async request(request: HttpRequest, process: string): Promise<HttpResponse> {
    const id = request.method === 'PATCH' ? MESSAGE_PATH.exec(new URL(request.url).pathname)?.[1] : undefined;
    if (id === undefined) return this.#answerTo(request);
    if (this.#underWay.get(id) === process) this.toldAtOnce.add(id);
    this.#underWay.set(id, process);
    try {
      return await this.#answerTo(request);
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #answerTo(request: HttpRequest): Promise<HttpResponse> {
    const trouble = this.#troubles.shift() ?? 'none';
    if (trouble === 'reset-before') throw reset();
    if (!this.#counts())
      return answer(429, { status: 'error', policyName: 'TEN_SECONDLY_ROLLING', message: 'too many' });
    if (trouble === 'rate-limited')
      return answer(429, { status: 'error', policyName: 'SECONDLY', message: 'too many' });
    if (trouble === 'unavailable') return answer(503, { status: 'error', message: 'unavailable' });
    const told = this.#note(request);
    if (trouble === 'delayed') await this.scheduler.sleep(SLOW_MS);
    if (trouble === 'late') {
      this.#hold(request);
      throw reset();
    }
    const response = this.#process(request);
    if (trouble === 'bad-gateway') return answer(502, undefined);
    if (trouble === 'reset-after') throw reset();
    if (trouble === 'slow') await this.scheduler.sleep(SLOW_MS);
    if (told) told.confirmed = response.status === 200;
    return response;
  }

  #hold(request: HttpRequest): void {
    const land = () => {
      this.#late = this.#late.filter((other) => other !== land);
      this.#process(request);
    };
    this.#late.push(land);
    this.scheduler.at(this.scheduler.now() + LATEST_MS, () => this.#late.includes(land) && land());
  }

  /** A rolling window, as HubSpot keeps it. */
  #counts(): boolean {
    const now = this.scheduler.now();
    this.#calls = this.#calls.filter((atMs) => atMs > now - this.quota.perMs);
    if (this.#calls.length >= this.quota.requests) {
      this.overruns += 1;
      return false;
    }
    this.#calls.push(now);
    return true;
  }

  #note({ method, url, body }: HttpRequest): { confirmed: boolean } | undefined {
    const id = MESSAGE_PATH.exec(new URL(url).pathname)?.[1];
    if (method !== 'PATCH' || id === undefined) return undefined;
    const { statusType } = JSON.parse(String(body)) as Shown;
    const told = { statusType, confirmed: false };
    this.told.set(id, [...(this.told.get(id) ?? []), told]);
    return told;
  }

  #process({ method, url, body }: HttpRequest): HttpResponse {
    const { pathname } = new URL(url);
    const id = MESSAGE_PATH.exec(pathname)?.[1];
    if (id !== undefined && this.shown.has(id)) {
      if (method === 'PATCH') this.shown.set(id, JSON.parse(String(body)) as Shown);
      return this.#answer(200, messageBody(id, this.shown.get(id)!));
    }
    if (method === 'POST' && pathname.endsWith('/messages'))
      return this.#publish(JSON.parse(String(body)) as Publication);
    return this.#answer(404, { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'nothing here' });
  }

  #publish({ integrationIdempotencyId: idempotencyId, text, messageDirection: direction }: Publication): HttpResponse {
    const known = this.published.findIndex((one) => one.idempotencyId === idempotencyId);
    if (known < 0) this.published.push({ idempotencyId, text, direction });
    const id = `published-${known < 0 ? this.published.length - 1 : known}`;
    return this.#answer(201, { id, conversationsThreadId: 'thread', status: { statusType: 'RECEIVED' } });
  }

  #answer(status: number, json: unknown): HttpResponse {
    const { requests, perMs } = this.quota;
    return answer(status, json, {
      'x-hubspot-ratelimit-max': String(requests),
      'x-hubspot-ratelimit-remaining': String(requests - this.#calls.length),
      'x-hubspot-ratelimit-interval-milliseconds': String(perMs),
    });
  }
}

interface Publication {
  integrationIdempotencyId: string;
  text: string;
  messageDirection: string;
}

function messageBody(id: string, { statusType, errorMessage }: Shown) {
  const failureDetails = errorMessage === undefined ? {} : { failureDetails: { errorMessage } };
  return { id, status: { statusType, ...failureDetails } };
}

function answer(status: number, json: unknown, headers: Record<string, string> = {}): HttpResponse {
  const text = json === undefined ? '<html></html>' : JSON.stringify(json);
  return {
    status,
    headers: { 'content-type': json === undefined ? 'text/html' : 'application/json', ...headers },
    text: async () => text,
    json: async () => json,
    stream: () => new Response(text).body!,
  };
}

function reset(): TransportError {
  return new TransportError('reset', 'yes', 'the connection was reset');
}
