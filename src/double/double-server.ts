import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { readBody, sendJson } from './http-io.js';

/** A request to the double, read to its end. */
export interface DoubleRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  response: ServerResponse;
}

/** Answers a request. What it throws is answered 400 with the message, since whoever drives the double made a mistake. */
export type DoubleHandler = (request: DoubleRequest) => Promise<void> | void;

/** Longer than callers keep a connection that is idle: none of them writes to one that has just been closed here. */
const KEEP_ALIVE_MS = 60_000;

/** One listener on this machine, at 127.0.0.1. */
export class DoubleServer {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param port 0: any free port */
  static async listen(port: number, handle: DoubleHandler): Promise<DoubleServer> {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, response) => {
      const { method = 'GET', url = '/', headers } = incoming;
      const answered = readBody(incoming).then((body) =>
        handle({ method, url: new URL(url, 'http://127.0.0.1'), headers, body, response }),
      );
      answered.catch((error: unknown) => {
        if (!response.headersSent) sendJson(response, 400, { message: messageOf(error) });
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new DoubleServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}
