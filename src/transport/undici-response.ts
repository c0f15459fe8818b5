import type { Dispatcher } from 'undici';
import type { HttpResponse, TransportError } from '../contract/http-transport.js';
import { webBody } from './web-body.js';

/** An answer of undici behind the contract. */
export class UndiciResponse implements HttpResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  #taken = false;

  constructor(
    private readonly answer: Dispatcher.ResponseData<unknown>,
    private readonly failure: (error: unknown) => TransportError,
  ) {
    this.status = answer.statusCode;
    this.headers = joined(answer.headers);
    // Whoever reads it is told of a failure. That nobody does must not end the process.
    answer.body.on('error', () => undefined);
  }

  async text(): Promise<string> {
    const body = this.#takeBody();
    try {
      return await body.text();
    } catch (error) {
      throw this.failure(error);
    }
  }

  async json(): Promise<unknown> {
    const text = await this.text();
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  stream(): ReadableStream<Uint8Array> {
    return webBody(this.#takeBody(), this.failure);
  }

  #takeBody(): Dispatcher.ResponseData['body'] {
    if (this.#taken) throw new TypeError('the body has been read already');
    this.#taken = true;
    return this.answer.body;
  }
}

function joined(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) all[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return all;
}
