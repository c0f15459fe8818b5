import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply } from '../answers/reply.js';
import type { Outcome } from './pipeline.js';

export interface HttpRequestSeen {
  method: string;
  /** Path and query. */
  target: string;
  headers: IncomingMessage['headers'];
  body: Uint8Array;
}

type Answer = (request: HttpRequestSeen) => Promise<Outcome>;

export interface HttpServer {
  /** @returns the port */
  listen(port: number, host: string): Promise<number>;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;
const KEEP_ALIVE_MS = 60_000;

/** node:http around a function from request to outcome. */
export function createHttpServer(answer: Answer, onError: (error: unknown) => void): HttpServer {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    serve(request, response, answer).catch((error: unknown) => {
      onError(error);
      if (!response.headersSent) write(response, { status: 500, json: { status: 'error', message: String(error) } });
    });
  });
  return { listen: (port, host) => listen(server, port, host), close: () => close(server) };
}

async function serve(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const body = await readAll(request);
  if (!body) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const { method = 'GET', url: target = '/', headers } = request;
  const outcome = await answer({ method, target, headers, body });
  switch (outcome.kind) {
    case 'reply':
      write(response, outcome.reply);
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
  }
}

/** `undefined` where it is too large, or was cut off. */
async function readAll(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function write(response: ServerResponse, reply: Reply): void {
  const { body, contentType } = encoded(reply);
  const headers =
    contentType === undefined ? {} : { 'content-type': contentType, 'content-length': String(body.length) };
  response.writeHead(reply.status, { ...headers, ...reply.headers }).end(body);
}

function encoded(reply: Reply): { body: Uint8Array; contentType?: string } {
  if ('json' in reply) return { body: Buffer.from(JSON.stringify(reply.json)), contentType: 'application/json' };
  if ('html' in reply) return { body: Buffer.from(reply.html), contentType: 'text/html;charset=utf-8' };
  if ('bytes' in reply) return { body: reply.bytes, contentType: reply.contentType };
  return { body: new Uint8Array() };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
