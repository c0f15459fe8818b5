import { parseJson } from '../adapter/parse-json.js';
import { type HttpTransport, TransportError } from '../contract/http-transport.js';

/**
 * `HttpTransport` over the platform's fetch: enough for an adapter's calls to a double on this machine. It keeps no time, no
 * limits and no private networks.
 */
export const fetchTransport: HttpTransport = {
  async request({ method, url, headers = {}, body, signal }) {
    const carried =
      body === undefined ? {} : { body: body as NonNullable<RequestInit['body']>, duplex: 'half' as const };
    const init = { method, headers, redirect: 'manual' as const, ...carried, ...(signal && { signal }) };
    const response = await fetch(url, init).catch((cause: Error) => {
      const isRefused = (cause.cause as { code?: string } | undefined)?.code === 'ECONNREFUSED';
      throw new TransportError(isRefused ? 'refused' : 'reset', isRefused ? 'no' : 'unknown', 'no answer', { cause });
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: () => response.text(),
      json: async () => parseJson(await response.text()),
      stream: () => (response.body ?? new ReadableStream()) as ReadableStream<Uint8Array>,
    };
  },
};
