import type { HttpRequest, HttpResponse } from '../../contract/http-transport.js';
import { TransportError } from '../../contract/http-transport.js';

/** A request of the adapter's, as its provider would see it. */
export interface ProviderRequest {
  method: string;
  url: URL;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The body as text; files in it are not readable this way. */
  body: string;
  /** As the adapter marked it; true for all that is not made by `send`. */
  preparatory: boolean;
}

/** What a provider says. */
export interface ProviderAnswer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  /** Texts and bytes as they are, anything else as JSON. Default: empty. */
  body?: unknown;
}

export async function providerRequest({
  method,
  url,
  headers,
  body,
  preparatory,
}: HttpRequest): Promise<ProviderRequest> {
  const carried = method === 'GET' || method === 'HEAD' ? undefined : body;
  const init = { method, ...(headers && { headers }), ...(carried !== undefined && { body: carried, duplex: 'half' }) };
  const request = new Request(url, init as RequestInit);
  return {
    method,
    url: new URL(url),
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
    preparatory: preparatory === true,
  };
}

/**
 * An answer as the transport hands it over.
 *
 * @param breaksOff the connection is lost in the middle of the body
 */
export function httpResponse({ status = 200, headers = {}, body }: ProviderAnswer, breaksOff = false): HttpResponse {
  const whole = bytesOf(body);
  const bytes = breaksOff ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
  const lost = () => new TransportError('reset', 'yes', 'the connection was lost in the middle of the answer');
  const text = async () => {
    if (breaksOff) throw lost();
    return new TextDecoder().decode(bytes);
  };
  return {
    status,
    headers: { ...(isJson(body) && { 'content-type': 'application/json' }), ...lowered(headers) },
    text,
    json: async () => parsed(await text()),
    stream: () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          if (bytes.length > 0) controller.enqueue(bytes);
          if (breaksOff) controller.error(lost());
          else controller.close();
        },
      }),
  };
}

/** A body as the bytes it has on the wire. */
export function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(isJson(body) ? JSON.stringify(body) : String(body ?? ''));
}

function isJson(body: unknown): boolean {
  return body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
}

function lowered(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
