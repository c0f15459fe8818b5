import type { HttpRequest, HttpResponse, HttpTransport } from 'channelwright/adapter';
import type { TwilioAccountSettings } from './settings.js';

/** What a call needs to know of its account. */
export type Credentials = Pick<TwilioAccountSettings, 'accountSid' | 'authToken' | 'apiKey' | 'apiSecret'>;

/** `Authorization` by API key where there is one, else by the first auth token. Source: Twilio, "API requests". */
export function basicAuth({ accountSid, authToken, apiKey, apiSecret }: Credentials): string {
  const [user, password] = apiKey === undefined ? [accountSid, authToken[0]] : [apiKey, apiSecret?.[0]];
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

export function accountPath(accountSid: string): string {
  return `/2010-04-01/Accounts/${accountSid}`;
}

/** Twilio answered something else than success to a look-up. */
export class TwilioLookupError extends Error {
  override readonly name = 'TwilioLookupError';
  constructor(
    readonly status: number,
    path: string,
  ) {
    super(`Twilio answered ${status} to GET ${path}`);
  }
}

/** Calls of one account on the REST API. Nothing is retried here. */
export class TwilioApi {
  constructor(
    private readonly http: HttpTransport,
    private readonly baseUrl: string,
    private readonly credentials: Credentials,
  ) {}

  /** A form POST, the one call that sends. */
  postForm(path: string, form: URLSearchParams, signal: AbortSignal): Promise<HttpResponse> {
    return this.http.request({
      ...this.#request('POST', path),
      body: form.toString(),
      signal,
    });
  }

  /** A look-up: JSON, or undefined where the body is not JSON. @throws {@link TwilioLookupError} @throws TransportError */
  async getJson(path: string, signal?: AbortSignal): Promise<unknown> {
    const response = await this.#get(path, signal);
    if (response.status !== 200) {
      await response.text();
      throw new TwilioLookupError(response.status, new URL(path, this.baseUrl).pathname);
    }
    return response.json();
  }

  /** Where a path of an answer is. */
  urlOf(path: string): string {
    return this.#resolve(path).href;
  }

  #get(path: string, signal?: AbortSignal): Promise<HttpResponse> {
    return this.http.request({ ...this.#request('GET', path), preparatory: true, ...(signal ? { signal } : {}) });
  }

  #request(method: 'GET' | 'POST', path: string): HttpRequest {
    return {
      method,
      url: this.#resolve(path),
      headers: {
        authorization: basicAuth(this.credentials),
        accept: 'application/json',
        ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
    };
  }

  /** A page's `next_page_uri` comes from the answer: credentials never follow it to another host. */
  #resolve(path: string): URL {
    const base = new URL(this.baseUrl);
    const url = new URL(path, base);
    if (url.origin !== base.origin) throw new Error(`refusing to send credentials to ${url.origin}`);
    return url;
  }
}
