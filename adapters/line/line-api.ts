import type { HttpResponse, HttpTransport } from 'channelwright/adapter';
import type { LineMessage } from './line-message.js';

/** `Authorization` of a call: the first of the tokens. */
export function bearer([token]: readonly string[]): string {
  return `Bearer ${token}`;
}

/** Calls of one account on the Messaging API. Nothing is retried here. */
export class LineApi {
  constructor(
    private readonly http: HttpTransport,
    private readonly baseUrl: string,
    private readonly channelAccessToken: readonly string[],
  ) {}

  /** Up to five messages to a user, a group or a room: all of them or none. @param retryKey a UUID */
  push(to: string, messages: LineMessage[], retryKey: string, signal: AbortSignal): Promise<HttpResponse> {
    return this.#post('/v2/bot/message/push', { to, messages }, signal, { 'x-line-retry-key': retryKey });
  }

  /** The same as an answer to something the peer has just sent. Costs no quota, takes no retry key. */
  reply(replyToken: string, messages: LineMessage[], signal: AbortSignal): Promise<HttpResponse> {
    return this.#post('/v2/bot/message/reply', { replyToken, messages }, signal, {});
  }

  /** A look-up: sends nothing to anybody. */
  get(path: string, signal?: AbortSignal): Promise<HttpResponse> {
    const headers = { authorization: bearer(this.channelAccessToken), accept: 'application/json' };
    const url = new URL(path, this.baseUrl);
    return this.http.request({ method: 'GET', url, headers, preparatory: true, ...(signal && { signal }) });
  }

  #post(path: string, body: unknown, signal: AbortSignal, headers: Record<string, string>): Promise<HttpResponse> {
    return this.http.request({
      method: 'POST',
      url: new URL(path, this.baseUrl),
      headers: {
        authorization: bearer(this.channelAccessToken),
        accept: 'application/json',
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(body),
      signal,
    });
  }
}
