import {
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
  type RequestSent,
  TransportError,
  type TransportErrorCode,
} from '../../contract/http-transport.js';
import { callScopes } from '../../transport/call-scope.js';
import { httpResponse, type ProviderAnswer, type ProviderRequest, providerRequest } from './provider-answer.js';

/** What goes wrong with a request. */
export type Fault =
  /** No answer. `processed`: the provider did what was asked. */
  | { kind: 'fails'; code: TransportErrorCode; requestSent: RequestSent; processed?: boolean }
  | { kind: 'answers'; answer: ProviderAnswer; breaksOff?: boolean }
  /** No answer before the adapter gives up. */
  | { kind: 'hangs' };

/** `undefined`: all is well with this one. */
export type FaultPlan = (request: ProviderRequest) => Fault | undefined;

/** A fault of the request that sends, but not of the uploads before it. */
export function onSends(fault: Fault): FaultPlan {
  return ({ preparatory }) => (preparatory ? undefined : fault);
}

/** Stands in for the provider, or between the adapter and it. Keeps every request; fails where it is told to. */
export class FaultyNetwork implements HttpTransport {
  readonly requests: ProviderRequest[] = [];
  /** Which requests come to grief. Default: none. */
  faults: FaultPlan = () => undefined;
  /** Called when a request has reached the provider, before its answer. */
  onArrival: (request: ProviderRequest) => void | Promise<void> = () => undefined;

  /** Called with an answer before the adapter has it. */
  beforeAnswer: ((answer: ProviderAnswer, request: ProviderRequest) => void | Promise<void>) | undefined;

  /**
   * @param respond what the provider answers
   * @param beyond where requests go that nobody answers here
   */
  constructor(
    private readonly respond: ((request: ProviderRequest) => ProviderAnswer | Promise<ProviderAnswer>) | undefined,
    private readonly beyond: HttpTransport,
  ) {}

  async request(request: HttpRequest): Promise<HttpResponse> {
    const scope = callScopes.getStore();
    if (request.signal?.aborted) throw new TransportError('aborted', 'no', 'aborted');
    const { body } = request;
    const [read, sent] = body instanceof ReadableStream ? body.tee() : [body, body];
    const marked = await providerRequest(withBody(request, read));
    // What is not made by `send` moves no peer, whether it is marked or not.
    const seen = scope?.requestStarted ? marked : { ...marked, preparatory: true };
    const fault = this.faults(seen);
    const leaves = fault?.kind !== 'fails' || fault.requestSent !== 'no';
    // A request that goes beyond asks for its licence there.
    if (leaves && (this.respond || fault)) {
      try {
        scope?.assertLicensed();
      } catch (cause) {
        throw new TransportError('unlicensed', 'no', 'not called, the licence has run out', { cause });
      }
      if (!request.preparatory) scope?.requestStarted?.();
    }
    if (leaves) this.requests.push(seen);
    if (leaves) await this.onArrival(seen);
    const onward = withBody(request, sent);
    return fault ? this.#fail(fault, onward, seen) : this.#answer(onward, seen);
  }

  /** Requests that may have moved the peer: all but those marked `preparatory`. */
  get sends(): ProviderRequest[] {
    return this.requests.filter(({ preparatory }) => !preparatory);
  }

  async #answer(request: HttpRequest, seen: ProviderRequest): Promise<HttpResponse> {
    const answer = this.respond ? await this.respond(seen) : undefined;
    if (!answer && !this.beforeAnswer) return this.beyond.request(request);
    const known = answer ?? (await wholeAnswer(await this.beyond.request(request)));
    await this.beforeAnswer?.(known, seen);
    return httpResponse(known);
  }

  async #fail(fault: Fault, request: HttpRequest, seen: ProviderRequest): Promise<HttpResponse> {
    switch (fault.kind) {
      case 'answers':
        return httpResponse(fault.answer, fault.breaksOff);
      case 'fails':
        if (fault.processed) await this.#answer(request, seen);
        throw new TransportError(fault.code, fault.requestSent, `${seen.url.origin}: ${fault.code}`);
      case 'hangs':
        return untilAborted(request.signal);
    }
  }
}

function withBody(request: HttpRequest, body: HttpRequest['body'] | undefined): HttpRequest {
  return body === undefined ? request : { ...request, body };
}

async function wholeAnswer(response: HttpResponse): Promise<ProviderAnswer> {
  const { status, headers } = response;
  return { status, headers, body: new Uint8Array(await new Response(response.stream()).arrayBuffer()) };
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new TransportError('aborted', 'yes', 'aborted')), { once: true });
  });
}
