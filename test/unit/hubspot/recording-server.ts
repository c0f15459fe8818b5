import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. `reset`: the request is read, then the connection is broken. */
  body?: string | object | 'reset';
}

/** An HTTP server on this machine that notes what it is sent and answers what it is told, in order; then 200 `{}`. */
export class RecordingServer {
  readonly requests: RecordedRequest[] = [];
  readonly answers: ScriptedAnswer[] = [];
  /** Runs before each answer. */
  beforeAnswer: () => void | Promise<void> = () => undefined;
  #server: Server | undefined;
  baseUrl = '';

  async start(): Promise<this> {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = '', url = '', headers } = request;
      this.requests.push({ method, url, headers, body: Buffer.concat(chunks) });
      await this.beforeAnswer();
      const { status = 200, headers: answerHeaders, body = {} } = this.answers.shift() ?? {};
      if (body === 'reset') return void request.socket.destroy();
      const type = typeof body === 'object' ? 'application/json' : 'text/html';
      response.writeHead(status, { 'content-type': type, ...answerHeaders });
      response.end(status === 204 ? undefined : typeof body === 'object' ? JSON.stringify(body) : body);
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    this.baseUrl = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}
