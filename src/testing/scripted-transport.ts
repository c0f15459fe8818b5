import type { HttpRequest, HttpResponse, HttpTransport } from '../contract/http-transport.js';
import { httpResponse, type ProviderAnswer } from './adapter-conformance/provider-answer.js';

/**
 * Answers each request with the next of these, or fails it where that is an error, and keeps the requests. A request for which
 * there is no answer fails as one that nobody has thought of.
 */
export class ScriptedTransport implements HttpTransport {
  readonly requests: HttpRequest[] = [];
  readonly #answers: (Error | ProviderAnswer)[];

  constructor(...answers: (Error | ProviderAnswer)[]) {
    this.#answers = answers;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error('one request too many');
    if (answer instanceof Error) throw answer;
    return httpResponse(answer);
  }

  /** The JSON that a request carried. Default: the last one. */
  sent(index = -1): unknown {
    return JSON.parse(String(this.requests.at(index)?.body));
  }
}
