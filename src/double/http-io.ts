import { request as httpRequest, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';

const MOST_BYTES = 128 * 1024 * 1024;
const LONGEST_CALL_MS = 15_000;

/** @throws Error for a body that no provider would take */
export async function readBody(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A request of the double's own. */
export interface OwnCall {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
}

export interface OwnAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Calls the connector, or fetches a file from it, over a connection of its own, so that nothing stays open. Redirects are not
 * followed. @throws Error when nobody answers within fifteen seconds
 */
export function call(url: string, { method, headers = {}, body, signal }: OwnCall): Promise<OwnAnswer> {
  const start = url.startsWith('https:') ? httpsRequest : httpRequest;
  const limit = AbortSignal.timeout(LONGEST_CALL_MS);
  const options = { method, headers, agent: false, signal: signal ? AbortSignal.any([signal, limit]) : limit };
  return new Promise((resolve, reject) => {
    const outgoing = start(new URL(url), options, (incoming) => {
      const { statusCode: status = 0, headers: answered } = incoming;
      readBody(incoming).then((bytes) => resolve({ status, headers: answered, body: bytes }), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
