import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long a replica may take for an answer, ms. One that is stopped never gives it; the sender tries again. */
const PATIENCE_MS = 1_500;

/**
 * What stands before a fleet: each request goes to the next replica in turn, and on to another one where nobody listens. It
 * knows no health, so replicas that are paused or cut off get their share too.
 */
export class FleetDoor implements AsyncDisposable {
  readonly #server: Server;
  readonly #replicas = new Set<number>();
  #turn = 0;

  /** @param patienceMs how long a replica may take for an answer */
  private constructor(private readonly patienceMs: number) {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** @param slowness how many times longer than usual things take on this machine */
  static async open(slowness = 1): Promise<FleetDoor> {
    const door = new FleetDoor(PATIENCE_MS * slowness);
    await new Promise<void>((resolve) => door.#server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A replica listens on this port. */
  add(port: number): void {
    this.#replicas.add(port);
  }

  remove(port: number): void {
    this.#replicas.delete(port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const ports = [...this.#replicas];
    this.#turn += 1;
    for (let tried = 0; tried < ports.length; tried++) {
      const port = ports[(this.#turn + tried) % ports.length]!;
      if (await pass(request, body, response, { port, patienceMs: this.patienceMs })) return;
    }
    response.writeHead(503).end();
  }
}

/** Answers whether anybody was there. */
function pass(
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  { port, patienceMs }: { port: number; patienceMs: number },
): Promise<boolean> {
  const { method = 'GET', url: path = '/', headers } = request;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const signal = AbortSignal.timeout(patienceMs);
  const onward = forward({ host: '127.0.0.1', port, path, method, headers, agent: false, signal }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => response.destroy()).pipe(response);
    resolve(true);
  });
  onward.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') return resolve(false);
    if (!response.headersSent) response.writeHead(signal.aborted ? 504 : 502).end();
    resolve(true);
  });
  onward.end(body);
  return promise;
}
