import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/**
 * What a load balancer does: each request goes to the next replica, and to the one after it where that is down or not ready. Any
 * replica takes any webhook, so it does not matter which.
 */
export class FrontDoor {
  /** Where the replicas listen; may change while it runs. */
  replicas: string[] = [];
  readonly #server: Server;
  #turn = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#pass(request, response));
  }

  static async open(): Promise<FrontDoor> {
    const door = new FrontDoor();
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    this.#turn += 1;
    for (let tried = 0; tried < this.replicas.length; tried += 1) {
      const replica = this.replicas[(this.#turn + tried) % this.replicas.length]!;
      const answer = await ask(replica, request, body).catch(() => undefined);
      if (!answer || answer.status === 503) continue;
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    response.writeHead(503).end();
  }
}

async function ask(replica: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  // The signature covers the address that was called: the host stays what it was.
  const asked = send(new URL(url ?? '/', replica), { method, headers, agent: false });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) };
}
