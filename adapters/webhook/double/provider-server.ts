import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from 'channelwright/adapter';
import { z } from 'zod';
import { signatureProblem } from '../signing.js';
import { type MessageSend, messageSend, type ReceivedRequest } from './message-send.js';

const call = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('message.send'), data: messageSend }),
  z.object({ type: z.literal('message.lookup'), data: z.object({ account: z.string(), key: z.string() }) }),
  z.object({ type: z.literal('events.list'), data: z.object({ account: z.string(), after: z.string().optional() }) }),
]);

/** What to answer, and what to do once the answer has left. */
export interface Reply {
  status: number | 'reset';
  body?: unknown;
  headers?: Record<string, string>;
  afterwards?: () => void;
}

/** What the calls of the wire format are handed to. */
export interface Calls {
  ping(): Reply;
  message(key: string, message: MessageSend): Promise<Reply>;
  lookup(key: string): Reply;
  events(account: string, after: string | undefined): Reply;
}

/** The HTTP side of the double: verifies signatures, reads the calls, serves files. */
export class ProviderServer {
  readonly requests: ReceivedRequest[] = [];
  readonly #files = new Map<string, { type: string; bytes: Uint8Array }>();
  #calls: Calls | undefined;

  private constructor(
    private readonly http: Server,
    private readonly secret: string,
    private readonly clock: Clock,
  ) {
    http.on('request', (request, response) => void this.#answer(request, response));
  }

  static async start(secret: string, clock: Clock): Promise<ProviderServer> {
    const http = createServer();
    await new Promise<void>((resolve, reject) => http.once('error', reject).listen(0, '127.0.0.1', resolve));
    return new ProviderServer(http, secret, clock);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  serve(calls: Calls): void {
    this.#calls = calls;
  }

  addFile(type: string, bytes: Uint8Array): string {
    const path = `/files/${this.#files.size + 1}`;
    this.#files.set(path, { type, bytes });
    return this.origin + path;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answered = new Promise((resolve) => response.once('close', resolve));
    const body = await bytesOf(request).catch(() => undefined);
    if (body === undefined) return;
    const headers = request.headers as Record<string, string>;
    const problem = signatureProblem([this.secret], headers, body, this.clock.now());
    if (problem !== undefined) send(response, refusal(401, problem));
    else if (request.method === 'GET') this.#sendFile(request, response);
    else {
      const reply = await this.#answerCall(headers['webhook-id']!, body);
      send(response, reply);
      await answered;
      reply.afterwards?.();
    }
  }

  async #answerCall(key: string, body: Buffer): Promise<Reply> {
    const { success, data, error } = call.safeParse(jsonOf(body));
    const reply = success ? await this.#reply(key, data) : refusal(422, z.prettifyError(error));
    this.requests.push({
      atMs: this.clock.now(),
      type: data?.type ?? 'unreadable',
      key,
      text: data?.type === 'message.send' ? data.data.text : undefined,
      answered: reply.status,
    });
    return reply;
  }

  async #reply(key: string, given: z.infer<typeof call>): Promise<Reply> {
    if (this.#calls === undefined) return refusal(503, 'not ready');
    switch (given.type) {
      case 'ping':
        return this.#calls.ping();
      case 'message.send':
        return this.#calls.message(key, given.data);
      case 'message.lookup':
        return this.#calls.lookup(given.data.key);
      case 'events.list':
        return this.#calls.events(given.data.account, given.data.after);
    }
  }

  #sendFile({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const file = this.#files.get(url);
    const id = `media_${createHash('sha256')
      .update(this.origin + url)
      .digest('base64url')}`;
    if (file === undefined || headers['webhook-id'] !== id) send(response, refusal(404, 'no such file'));
    else response.writeHead(200, { 'content-type': file.type, 'content-length': file.bytes.length }).end(file.bytes);
  }
}

function refusal(status: number, message: string): Reply {
  return { status, body: { error: { code: `E${status}`, message } } };
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  if (status === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
