/** One HTTP call. Redirects are not followed; nothing is retried. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  url: string | URL;
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData | ReadableStream<Uint8Array>;
  /** Milliseconds until the whole answer must be here. Default 30 000; 300 000 where `body` is a stream. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /**
   * The call sends nothing to the peer (an upload, a lookup), so a failure of the send after it still counts as "not sent".
   */
  preparatory?: boolean;
  /** Refuse an answer of more bytes than this. Default 10 MiB. */
  maxResponseBytes?: number;
  /**
   * Somebody else named this URL (a webhook, a redirect): it is refused where it leads into a private network. Default false.
   */
  untrusted?: boolean;
  /**
   * The provider holds its answer back while there is nothing to tell (a long poll). Such calls have connections of their own, so
   * that nothing else waits for one of theirs. Default false.
   */
  held?: boolean;
}

export interface HttpResponse {
  status: number;
  /** Names in lower case; repeated headers joined by `, `. */
  headers: Record<string, string>;
  text(): Promise<string>;
  /** Parsed JSON, or `undefined` where the body is not JSON. */
  json(): Promise<unknown>;
  /** The body as a stream. `text`, `json` and `stream` exclude each other. */
  stream(): ReadableStream<Uint8Array>;
}

/** How an adapter reaches its provider over HTTP. Injected (`TOKENS.HttpTransport`), so that tests and users can swap it. */
export interface HttpTransport {
  /**
   * Any status code is an answer. Read its body or cancel its stream: until then it keeps a connection.
   *
   * @throws TransportError when there is no answer
   */
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** Whether any byte of the request may have left this process. */
export type RequestSent = 'no' | 'yes' | 'unknown';

export type TransportErrorCode =
  | 'dns'
  | 'refused'
  | 'connect-timeout'
  | 'tls'
  | 'reset'
  | 'timeout'
  | 'aborted'
  | 'too-large'
  | 'unlicensed'
  /** An untrusted URL that leads into a private network. */
  | 'forbidden'
  | 'other';

/** No answer. `requestSent` decides between `retry` and `uncertain`. Told apart by `name`, not by `instanceof`. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** The request was `preparatory`: whatever has left, the peer got nothing. */
  readonly preparatory: boolean;
  constructor(
    readonly code: TransportErrorCode,
    readonly requestSent: RequestSent,
    message: string,
    options: { cause?: unknown; preparatory?: boolean } = {},
  ) {
    super(message, options);
    this.preparatory = options.preparatory ?? false;
  }
}

export function isTransportError(error: unknown): error is TransportError {
  return error instanceof Error && error.name === 'TransportError';
}
