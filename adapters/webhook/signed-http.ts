import { createHash } from 'node:crypto';
import { type Clock, downloadFile, type HttpTransport, type MediaStream } from 'channelwright/adapter';
import { type Answer, readAnswer } from './answer.js';
import type { AccountEndpoint } from './settings.js';
import { signedHeaders } from './signing.js';

/** A ceiling of our own; what the framework accepts is less. */
const MOST_BYTES = 250_000_000;

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
  async post(
    url: string,
    { signingSecret, foreign }: AccountEndpoint,
    { type, data, key, signal }: SignedCall,
  ): Promise<Answer> {
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
      untrusted: foreign.includes(url),
      ...(signal && { signal }),
    });
    return readAnswer(response, this.clock.now());
  }

  /**
   * Opens a file the provider named. Only the provider's own origin is shown a signature. A GET has no body to sign, so the id
   * is made of the URL: the signature opens no other file.
   *
   * @throws DownloadError, TransportError
   */
  open(address: string, { url, signingSecret, foreign }: AccountEndpoint, signal: AbortSignal): Promise<MediaStream> {
    const authorize = ({ href }: URL) =>
      signedHeaders(signingSecret[0]!, `media_${digest(href)}`, this.clock.now(), '');
    return downloadFile(this.http, address, {
      home: [url],
      strange: foreign.includes(url),
      authorize,
      signal,
      maxBytes: MOST_BYTES,
    });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
