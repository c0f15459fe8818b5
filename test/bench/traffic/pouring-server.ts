import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen } from '../processes/listen.js';

const CHUNK = Buffer.alloc(64 * 1_024, 1);

/** HubSpot, its files, and a provider, none of which keeps anything: files are poured out and swallowed. */
export class PouringServer implements AsyncDisposable {
  /** The bytes of each body that came. */
  readonly received: number[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<PouringServer> {
    const server = createServer();
    return new PouringServer(server, await listen(server));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const [, bytes = ''] = /^\/bytes\/(\d+)/.exec(path) ?? [];
    if (bytes !== '') return pour(Number(bytes), response);
    const [, id = ''] = /^\/files\/v3\/files\/(\d+)\/signed-url/.exec(path) ?? [];
    if (id !== '') return void response.end(JSON.stringify({ url: `${this.url}/bytes/${id}` }));
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) size += chunk.length;
    this.received.push(size);
    response.writeHead(201).end(JSON.stringify({ id: '1' }));
  }
}

async function pour(bytes: number, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-own', 'content-length': bytes });
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    const chunk = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
    if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}
