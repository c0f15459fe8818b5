import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody, sendJson } from './http-io.js';

/** A request to the double, read to its end. */
export interface DoubleRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  response: ServerResponse;
}

export type DoubleHandler = (request: DoubleRequest) => Promise<void> | void;

/** One listener on this machine. */
export class DoubleServer {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async listen(port: number, handle: DoubleHandler): Promise<DoubleServer> {
    const server = createServer((incoming, response) => {
      const { method = 'GET', url = '/', headers } = incoming;
      const answered = readBody(incoming).then((body) =>
        handle({ method, url: new URL(url, 'http://127.0.0.1'), headers, body, response }),
      );
      answered.catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!response.headersSent) sendJson(response, 400, { message });
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
