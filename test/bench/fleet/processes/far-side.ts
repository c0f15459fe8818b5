import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { latencyOf } from '../../measure/statistics.js';
import { answerParent } from '../../processes/answer-parent.js';
import { listen } from '../../processes/listen.js';
import { lineOf, messageId, numberIn, providerId } from '../../traffic/the-account.js';
import { agentMessage } from '../../traffic/webhooks.js';
import { FirstCalls } from '../measure/first-calls.js';
import { WebhookPoster } from '../traffic/webhook-poster.js';

export interface Crowd {
  /** Indices of lines: from, and how many. */
  firstLine: number;
  lines: number;
  perSecond: number;
  seconds: number;
}

/** Numbers of messages tell their line: this many are apart. */
const APART = 10_000;

const poster = new WebhookPoster();
const firstCalls = new FirstCalls();
/** When a webhook was due to be sent, and when HubSpot was told that the message is sent, by message id. */
const written = new Map<string, number>();
const told = new Map<string, number>();
let messages = 0;

/** Everything a fleet talks to: HubSpot and a provider that answer at once, and agents of many portals who write. */
answerParent({
  async start() {
    return { hubspot: await listen(createServer(asHubSpot)), provider: await listen(createServer(asProvider)) };
  },
  /** Who takes webhooks, in turns. */
  meet({ urls }: { urls: string[] }) {
    poster.origins = urls;
  },
  /** Agents write, at even distances, the lines in turns. Answers once HubSpot was told of each, or too late. */
  async write({ withinMs, ...crowd }: Crowd & { withinMs: number }) {
    const ids = await send(crowd);
    const giveUpAt = performance.now() + withinMs;
    while (ids.some((id) => !told.has(id)) && performance.now() < giveUpAt) await pause(50);
    const latencies = ids.flatMap((id) => (told.has(id) ? [told.get(id)! - written.get(id)!] : []));
    return { ...latencyOf(latencies), missing: ids.length - latencies.length };
  },
  /** The same, and nobody waits for what becomes of it. */
  async flood(crowd: Crowd) {
    await send(crowd);
  },
  /** From now on the first call of each portal is looked for. */
  watch() {
    firstCalls.watch();
  },
  firstCalls: () => firstCalls.byPortal(),
});

/** Answers the ids of the messages, once their webhooks are acknowledged. */
async function send({ firstLine, lines, perSecond, seconds }: Crowd): Promise<string[]> {
  const count = Math.round(perSecond * seconds);
  const begin = performance.now() + 50;
  const ids: string[] = [];
  const posting: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const line = firstLine + (index % lines);
    const number = ++messages * APART + line;
    const dueAt = begin + (index * 1_000) / perSecond;
    const webhook = agentMessage(number, lineOf(line));
    await pause(dueAt - performance.now());
    ids.push(messageId(number));
    written.set(messageId(number), dueAt);
    posting.push(poster.post(webhook));
  }
  await Promise.all(posting);
  return ids;
}

function asHubSpot(request: IncomingMessage, response: ServerResponse): void {
  const id = request.url!.slice(request.url!.lastIndexOf('/') + 1);
  request.resume().on('end', () => {
    if (!told.has(id)) told.set(id, performance.now());
    answer(response, { id });
  });
}

function asProvider(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { text: string } };
    const number = numberIn(data.text);
    firstCalls.called(lineOf(number % APART).portalId);
    answer(response, { id: providerId(number) });
  });
}

function answer(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function pause(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, Math.ceil(ms))) : Promise.resolve();
}
