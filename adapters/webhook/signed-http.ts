import { createHash } from 'node:crypto';
import type { Clock, HttpResponse, HttpTransport } from 'channelwright/adapter';
import { type Answer, readAnswer } from './answer.js';
import type { Endpoint } from './settings.js';
import { signedHeaders } from './signing.js';

/** A call of ours: what it is about, and what we say. */
export interface SignedCall {
  type: 'message.send' | 'message.lookup' | 'events.list' | 'ping';
  data: unknown;
  /** The message's idempotency key. Calls that send nothing are given an id of their own. */
  key?: string;
  signal?: AbortSignal;
}

/** Requests signed by Standard Webhooks. */
export class SignedHttp {
  constructor(
    private readonly http: HttpTransport,
    private readonly clock: Clock,
  ) {}

  /** @throws TransportError when there is no answer */
  async post(url: string, { signingSecret }: Endpoint, { type, data, key, signal }: SignedCall): Promise<Answer> {
    const nowMs = this.clock.now();
    const body = JSON.stringify({ type, timestamp: new Date(nowMs).toISOString(), data });
    const response = await this.http.request({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...signedHeaders(signingSecret[0]!, key ?? `${type}_${digest(body)}`, nowMs, body),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body,
      preparatory: key === undefined,
      ...(signal && { signal }),
    });
    return readAnswer(response, this.clock.now());
  }

  /**
   * A file of the provider's. A GET has no body to sign, so the id is made of the URL: the signature opens no other file.
   *
   * @param credentials absent: the request goes unsigned
   */
  get(
    url: URL,
    credentials: Endpoint | undefined,
    signal: AbortSignal,
    maxResponseBytes: number,
  ): Promise<HttpResponse> {
    const headers = credentials
      ? signedHeaders(credentials.signingSecret[0]!, `media_${digest(url.href)}`, this.clock.now(), '')
      : {};
    return this.http.request({ method: 'GET', url, headers, signal, maxResponseBytes, preparatory: true });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
