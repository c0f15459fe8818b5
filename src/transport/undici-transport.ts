import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { type HttpRequest, type HttpResponse, type HttpTransport, TransportError } from '../contract/http-transport.js';
import type { Scheduler } from '../policy/scheduler.js';
import { systemScheduler } from '../policy/system-scheduler.js';
import { callScopes } from './call-scope.js';
import { guardedConnector } from './guarded-connector.js';
import { aroundHttpCall, HttpCall } from './http-call.js';
import { OriginPools } from './origin-pools.js';
import { permitsAddress } from './private-networks.js';
import { undiciBody } from './request-body.js';
import { transportFailure } from './transport-failure.js';
import { UndiciResponse } from './undici-response.js';

export interface UndiciTransportOptions {
  /** Default: the wall clock. */
  scheduler?: Scheduler;
  /** Connections to one origin at most; further requests wait their turn. Default 50. */
  connections?: number;
  /** Milliseconds for DNS, TCP and TLS together. Default 10 000. */
  connectTimeoutMs?: number;
  /** Milliseconds after which the pool of an origin nobody calls is closed. Default 60 000. */
  idlePoolMs?: number;
  /** Address ranges that are allowed although they are private, for requests that are `untrusted`. Default: none. */
  allowPrivate?: readonly string[];
  /** How the names of untrusted hosts become addresses. Default: as the system does it. */
  lookup?: LookupFunction;
}

/**
 * {@link HttpTransport} over undici: HTTP/1.1 with keep-alive, one bounded pool for each origin. Follows no redirect and
 * retries nothing. A call made inside a call scope is written only while its licence holds. An untrusted one reaches public
 * addresses only.
 */
export class UndiciTransport implements HttpTransport {
  readonly #pools: OriginPools;
  readonly #scheduler: Scheduler;
  #closed = false;

  constructor(options: UndiciTransportOptions = {}) {
    this.#scheduler = options.scheduler ?? systemScheduler;
    const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
    this.#pools = new OriginPools({
      scheduler: this.#scheduler,
      interceptor: aroundHttpCall,
      connections: options.connections ?? 50,
      connectTimeoutMs,
      guarded: guardedConnector({
        permits: permitsAddress(options.allowPrivate ?? []),
        timeout: connectTimeoutMs,
        lookup: options.lookup,
      }),
      idlePoolMs: options.idlePoolMs ?? 60_000,
    });
  }

  /** How many origins have a pool now. */
  get openPools(): number {
    return this.#pools.size;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    const url = httpUrl(request.url);
    if (this.#closed) throw new TransportError('aborted', 'no', `${url.origin}: the transport is closed`);
    const { dispatcher, release } = this.#pools.lease(url.origin, request);
    const call = new HttpCall(request, url.origin, callScopes.getStore(), this.#scheduler, release);
    const body = undiciBody(request.body);
    try {
      const answer = await call.run(() =>
        dispatcher.request({
          method: request.method,
          path: url.pathname + url.search,
          headers: request.headers ?? null,
          body: body as Exclude<typeof body, Uint8Array>,
          opaque: call,
        }),
      );
      return new UndiciResponse(answer, (error) => call.failure(error));
    } catch (error) {
      if (body instanceof Readable) body.destroy();
      throw error;
    }
  }

  /** Takes no more requests and resolves when the running ones have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pools.close();
  }

  /** Breaks off the running requests. */
  async destroy(): Promise<void> {
    this.#closed = true;
    await this.#pools.destroy();
  }
}

function httpUrl(given: string | URL): URL {
  const url = URL.parse(String(given));
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw transportFailure(new TypeError('not a URL'), 'no', 'a URL that is neither http nor https');
}
