import type { HttpResponse, HttpTransport } from 'channelwright/adapter';
import type { AccountSettings } from './settings.js';

/** A message as Acme Chat takes it. */
export interface NewMessage {
  to: string;
  text: string;
  /** Comes back in every receipt. */
  reference: string;
}

/** The calls of Acme Chat's API. Nothing is retried here: that is the framework's. */
export class AcmeChatApi {
  constructor(
    private readonly http: HttpTransport,
    private readonly apiUrl: string,
  ) {}

  /** The one call that sends. */
  send({ token }: AccountSettings, message: NewMessage, signal: AbortSignal): Promise<HttpResponse> {
    return this.http.request({
      method: 'POST',
      url: new URL('/v1/messages', this.apiUrl),
      headers: { authorization: `Bearer ${token[0]}`, 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal,
    });
  }

  /** Whose token it is. Sends nothing to anybody, hence `preparatory`. */
  whoAmI({ token }: AccountSettings): Promise<HttpResponse> {
    return this.http.request({
      method: 'GET',
      url: new URL('/v1/bot', this.apiUrl),
      headers: { authorization: `Bearer ${token[0]}` },
      preparatory: true,
    });
  }
}
