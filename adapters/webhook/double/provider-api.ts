import { createHash } from 'node:crypto';
import { type Clock, parseJson } from 'channelwright/adapter';
import {
  answer,
  answerUnderFault,
  type DoubleAnswer,
  type DoubleRequest,
  type FaultQueue,
  type Patience,
} from 'channelwright/double';
import { z } from 'zod';
import { signatureProblem } from '../signing.js';
import type { ReceivedRequest } from './message-send.js';
import {
  type CallName,
  type ProviderCall,
  type ProviderCalls,
  providerCall,
  type Reply,
  refusal,
} from './provider-calls.js';

export interface ApiParts extends Patience {
  secret: string;
  time: Clock;
  faults: FaultQueue<CallName>;
  calls: ProviderCalls;
  /** Where this is, once it listens. */
  origin(): string;
}

/** The HTTP side of the double: verifies signatures, reads the calls, serves files. */
export class ProviderApi {
  /** In the order of the answers. */
  readonly requests: ReceivedRequest[] = [];
  readonly #files = new Map<string, { type: string; bytes: Uint8Array }>();

  constructor(private readonly parts: ApiParts) {}

  addFile(type: string, bytes: Uint8Array): string {
    const path = `/files/${this.#files.size + 1}`;
    this.#files.set(path, { type, bytes });
    return this.parts.origin() + path;
  }

  async handle(request: DoubleRequest): Promise<void> {
    const { secret, time } = this.parts;
    const { method, url, body, response } = request;
    const headers = request.headers as Record<string, string>;
    const problem = signatureProblem([secret], headers, body, time.now());
    if (problem !== undefined) return answer(response, refusal(401, problem));
    const id = headers['webhook-id'] ?? '';
    if (method !== 'GET') return this.#take(request, id);
    const fault = this.parts.faults.take('media');
    await answerUnderFault(fault, response, () => this.#file(url.pathname, id), this.parts);
  }

  async #take({ body, response }: DoubleRequest, key: string): Promise<void> {
    const closed = response.closed || new Promise((resolve) => response.once('close', resolve));
    const { data: call, error } = providerCall.safeParse(parseJson(body));
    const sent = call?.type === 'message.send' ? call.data : undefined;
    const fault = call && this.parts.faults.take(call.type, sent?.to.value);
    let reply: Reply | undefined;
    const act = async () => {
      reply = call ? await this.#reply(key, call) : { answer: refusal(422, z.prettifyError(error)) };
      return reply.answer;
    };
    await answerUnderFault(fault, response, act, this.parts);
    this.requests.push({
      atMs: this.parts.time.now(),
      type: call?.type ?? 'unreadable',
      key,
      text: sent?.text,
      answered: response.headersSent ? response.statusCode : 'reset',
    });
    await closed;
    reply?.afterwards?.();
  }

  async #reply(key: string, call: ProviderCall): Promise<Reply> {
    const { calls } = this.parts;
    switch (call.type) {
      case 'ping':
        return { answer: calls.ping() };
      case 'message.send':
        return calls.message(key, call.data);
      case 'message.lookup':
        return { answer: calls.lookup(call.data.key) };
      case 'events.list':
        return { answer: calls.events(call.data.account, call.data.after) };
    }
  }

  #file(path: string, id: string): DoubleAnswer {
    const file = this.#files.get(path);
    const digest = createHash('sha256').update(this.parts.origin() + path);
    if (file === undefined || id !== `media_${digest.digest('base64url')}`) return refusal(404, 'no such file');
    const headers = { 'content-type': file.type, 'content-length': String(file.bytes.length) };
    return { status: 200, headers, body: file.bytes };
  }
}
