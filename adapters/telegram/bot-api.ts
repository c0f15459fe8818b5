import type { HttpRequest, HttpResponse, HttpTransport } from 'channelwright/adapter';
import { type TelegramAccountSettings, tokenOf } from './settings.js';

export type Params = Record<string, unknown>;

type Options = Pick<HttpRequest, 'signal' | 'timeoutMs' | 'preparatory' | 'held'>;

/**
 * One bot's methods. The token is a part of every URL, so nothing made here may be shown: not in an error, not in a log.
 * Nothing is retried.
 */
export class BotApi {
  constructor(
    private readonly http: HttpTransport,
    readonly baseUrl: string,
    private readonly settings: TelegramAccountSettings,
  ) {}

  /** A method with JSON. @throws TransportError */
  call(method: string, params: Params, options: Options = {}): Promise<HttpResponse> {
    return this.http.request({
      method: 'POST',
      url: this.#methodUrl(method),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
      ...options,
    });
  }

  /** A method with a form that carries a file. @throws TransportError */
  upload(
    method: string,
    { headers, body }: { headers: Record<string, string>; body: ReadableStream<Uint8Array> },
    options: Options = {},
  ): Promise<HttpResponse> {
    return this.http.request({ method: 'POST', url: this.#methodUrl(method), headers, body, ...options });
  }

  /** Where a file is. Holds the token: hand it to the transport and to nobody else. */
  fileUrl(path: string): URL {
    const escaped = path.split('/').map(encodeURIComponent).join('/');
    return new URL(`${this.baseUrl.replace(/\/$/, '')}/file/bot${tokenOf(this.settings)}/${escaped}`);
  }

  #methodUrl(method: string): string {
    return `${this.baseUrl.replace(/\/$/, '')}/bot${tokenOf(this.settings)}/${method}`;
  }
}
