import type { Dispatcher } from 'undici';
import {
  type HttpRequest,
  isTransportError,
  type RequestSent,
  TransportError,
  type TransportErrorCode,
} from '../contract/http-transport.js';
import type { CancelTimer, Scheduler } from '../policy/scheduler.js';
import type { CallScope } from './call-scope.js';
import { transportFailure } from './transport-failure.js';

type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;

const DEFAULT_TIMEOUT_MS = 30_000;
/** A stream is a file, and lines are slow. */
const DEFAULT_UPLOAD_TIMEOUT_MS = 300_000;
const DEFAULT_MAX_RESPONSE_BYTES = 10 * 1024 * 1024;

/**
 * One request on its way through undici. It asks for the licence in the tick in which the request is written, ends the
 * request when its time is up, and knows whether anything may have left.
 */
export class HttpCall implements Handler {
  #sent: RequestSent = 'no';
  #inner: Handler | undefined;
  #controller: Controller | undefined;
  #stopped: TransportError | undefined;
  #reject: ((error: TransportError) => void) | undefined;
  #received = 0;
  #finished = false;
  readonly #maxBytes: number;
  readonly #cancelTimer: CancelTimer;
  readonly #onAbort = () => this.#stop('aborted');

  constructor(
    private readonly request: HttpRequest,
    private readonly origin: string,
    private readonly scope: CallScope | undefined,
    scheduler: Scheduler,
    private readonly onEnd: () => void,
  ) {
    this.#maxBytes = request.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES;
    const usual = request.body instanceof ReadableStream ? DEFAULT_UPLOAD_TIMEOUT_MS : DEFAULT_TIMEOUT_MS;
    const deadline = scheduler.now() + (request.timeoutMs ?? usual);
    this.#cancelTimer = scheduler.at(deadline, () => this.#stop('timeout'));
    request.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Resolves with what `start` resolves with, or rejects with a {@link TransportError}, at once when the call is stopped. */
  run<T>(start: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      if (this.request.signal?.aborted) return this.#stop('aborted');
      start().then(resolve, (error) => {
        this.#finish();
        reject(this.failure(error));
      });
    });
  }

  /** Stands between undici and undici's own handler of the response. */
  around(inner: Handler): Handler {
    this.#inner = inner;
    return this;
  }

  failure(error: unknown): TransportError {
    if (isTransportError(error)) return error;
    return transportFailure(error, this.#sent, this.origin, this.request.preparatory);
  }

  /** What it throws, undici reports as the request's error, and writes nothing. */
  onRequestStart(controller: Controller, context: unknown): void {
    if (this.#stopped) throw this.#stopped;
    // undici puts a request back when its socket goes before it is answered; nothing is ever sent twice here.
    if (this.#controller) throw this.#error('reset', 'the connection was lost');
    this.#askLicence();
    this.#sent = 'unknown';
    this.#controller = controller;
    this.#inner?.onRequestStart?.(controller, context);
  }

  onRequestSent(): void {
    this.#sent = 'yes';
  }

  onResponseStart(controller: Controller, status: number, headers: Headers, statusMessage?: string): void {
    this.#sent = 'yes';
    const announced = this.request.method === 'HEAD' ? 0 : Number(headers['content-length'] ?? 0);
    if (announced > this.#maxBytes) throw this.#tooLarge();
    this.#inner?.onResponseStart?.(controller, status, headers, statusMessage);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#received > this.#maxBytes) throw this.#tooLarge();
    this.#inner?.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Controller, trailers: Headers): void {
    this.#finish();
    this.#inner?.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller, error: Error): void {
    this.#finish();
    this.#inner?.onResponseError?.(controller, this.failure(error));
  }

  #askLicence(): void {
    try {
      this.scope?.assertLicensed();
      if (!this.request.preparatory) this.scope?.requestStarted?.();
    } catch (cause) {
      throw new TransportError('unlicensed', 'no', `${this.origin}: not called, the licence has run out`, {
        cause,
        ...this.#kind,
      });
    }
  }

  #stop(code: 'timeout' | 'aborted'): void {
    this.#stopped = this.#error(code, code === 'timeout' ? 'no whole answer in time' : 'aborted');
    if (this.#controller) {
      this.#controller.abort(this.#stopped);
    } else {
      // undici looks at an aborted request only when its turn comes; the caller is told now.
      this.#finish();
      this.#reject?.(this.#stopped);
    }
  }

  #tooLarge(): TransportError {
    return this.#error('too-large', `an answer of more than ${this.#maxBytes} bytes`);
  }

  #error(code: TransportErrorCode, what: string): TransportError {
    return new TransportError(code, this.#sent, `${this.origin}: ${what}`, this.#kind);
  }

  get #kind(): { preparatory: boolean } {
    return { preparatory: this.request.preparatory ?? false };
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#cancelTimer();
    this.request.signal?.removeEventListener('abort', this.#onAbort);
    this.onEnd();
  }
}

type Headers = Record<string, string | string[] | undefined>;

/** The interceptor. Every request it sees carries its {@link HttpCall} as `opaque`. */
export const aroundHttpCall: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(options, (options as Dispatcher.RequestOptions<HttpCall>).opaque?.around(handler) ?? handler);
