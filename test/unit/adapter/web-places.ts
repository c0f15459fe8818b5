import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Two hosts on this machine, as a provider's API and the store behind it: each on a port of its own, hence of another origin. */
export class WebPlaces implements AsyncDisposable {
  /** What was asked for, `home/path` or `away/path`, with the headers it came with. */
  readonly asked: { where: string; headers: IncomingHttpHeaders }[] = [];
  readonly #servers: Server[] = [];
  home = '';
  away = '';

  static async open(answers: Record<string, RequestListener>): Promise<WebPlaces> {
    const places = new WebPlaces();
    places.home = await places.#listen('home', answers);
    places.away = await places.#listen('away', answers);
    return places;
  }

  async #listen(name: string, answers: Record<string, RequestListener>): Promise<string> {
    const server = createServer((request, response) => {
      const where = name + new URL(request.url ?? '/', 'http://any').pathname;
      this.asked.push({ where, headers: request.headers });
      const answer = answers[where];
      if (answer === undefined) response.writeHead(404).end();
      else answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}
