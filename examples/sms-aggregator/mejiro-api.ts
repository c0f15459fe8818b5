import type { HttpRequest, HttpResponse, HttpTransport } from 'channelwright/adapter';
import type { z } from 'zod';
import type { AccountSettings } from './settings.js';

/** The aggregator answered a question with something else than an answer. */
export class MejiroApiError extends Error {
  override readonly name = 'MejiroApiError';
  constructor(
    readonly status: number,
    /** Absent: it was no answer of the aggregator's. */
    readonly code: string | undefined,
    path: string,
  ) {
    super(`the aggregator answered ${code ?? `HTTP ${status}`} to ${path}`);
  }
}

/** Calls of one contract on the aggregator's API. Nothing is retried here. */
export class MejiroApi {
  constructor(
    private readonly http: HttpTransport,
    private readonly origin: string,
    private readonly settings: Pick<AccountSettings, 'userId' | 'password'>,
  ) {}

  /** The one call that sends. */
  send(
    message: { to: string; text: string; reference: string; long: boolean },
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    return this.http.request({ ...this.#request('POST', '/v1/messages'), body: JSON.stringify(message), signal });
  }

  /** A question. @throws {@link MejiroApiError} @throws TransportError */
  async ask<T extends { result: string; code?: string }>(
    path: string,
    answer: z.ZodType<T>,
    signal?: AbortSignal,
  ): Promise<Extract<T, { result: 'ok' }>> {
    const request = { ...this.#request('GET', path), preparatory: true, ...(signal ? { signal } : {}) };
    const response = await this.http.request(request);
    const told = answer.safeParse(await response.json()).data;
    if (told?.result === 'ok') return told as Extract<T, { result: 'ok' }>;
    throw new MejiroApiError(response.status, told?.code, path.split('?')[0] ?? path);
  }

  #request(method: 'GET' | 'POST', path: string): HttpRequest {
    const { userId, password } = this.settings;
    return {
      method,
      url: new URL(path, this.origin),
      headers: {
        authorization: `Basic ${Buffer.from(`${userId}:${password[0]}`).toString('base64')}`,
        'content-type': 'application/json',
        'mejiro-version': '2',
      },
    };
  }
}
