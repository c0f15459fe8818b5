import type { HttpRequest, HttpResponse, HttpTransport } from 'channelwright/adapter';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from './settings.js';

/** Calls of one number on the Graph API. Nothing is retried here. */
export class GraphApi {
  constructor(
    private readonly http: HttpTransport,
    private readonly channel: Pick<WhatsAppChannelSettings, 'graphBaseUrl' | 'graphVersion'>,
    private readonly account: Pick<WhatsAppAccountSettings, 'accessToken'>,
  ) {}

  /** The one call that sends. */
  post(path: string, body: unknown, signal: AbortSignal): Promise<HttpResponse> {
    return this.http.request({
      ...this.#request('POST', path),
      headers: { ...this.authorization(), 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
  }

  /** A look-up: sends nothing to anybody. */
  get(path: string, query: Record<string, string>, signal?: AbortSignal): Promise<HttpResponse> {
    return this.http.request({
      ...this.#request('GET', `${path}?${new URLSearchParams(query)}`),
      headers: this.authorization(),
      preparatory: true,
      ...(signal && { signal }),
    });
  }

  /** In a header: a token in the URL would end up in logs. */
  authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.account.accessToken[0]}` };
  }

  #request(method: 'GET' | 'POST', path: string): Pick<HttpRequest, 'method' | 'url'> {
    const { graphBaseUrl, graphVersion } = this.channel;
    return { method, url: new URL(`/${graphVersion}/${path}`, graphBaseUrl) };
  }
}
