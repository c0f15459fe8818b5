import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { latencyOf } from '../measure/statistics.js';
import { sendEvenly } from '../traffic/evenly.js';
import {
  ACCOUNT_ID,
  CHANNEL_ID,
  messageId,
  numberIn,
  OUR_NUMBER,
  peer,
  providerId,
  textOf,
} from '../traffic/the-account.js';
import { agentMessage, receipt } from '../traffic/webhooks.js';
import { answerParent } from './answer-parent.js';
import { listen } from './listen.js';

export interface Batch {
  from: number;
  count: number;
  perSecond: number;
}

/** When each message was PATCHed with each status, by `<id> <status>`. */
let patched = new Map<string, number>();
let patches = 0;
/** When each message was to be written by its agent, and when it came to the provider, by its number. */
const written = new Map<number, number>();
const delivered = new Map<number, number>();
/** When the receipt of each message left, by its id. */
const reported = new Map<string, number>();
let connector = '';

/** Everything the connector talks to: HubSpot and a provider that answer at once, and those who send webhooks. */
answerParent({
  async start() {
    return { hubspot: await listen(createServer(asHubSpot)), provider: await listen(createServer(asProvider)) };
  },
  meet({ url }: { url: string }) {
    connector = url;
  },
  async write({ from, count, perSecond }: Batch) {
    const make = (index: number) => agentMessage(from + index);
    const onSend = (index: number) => written.set(from + index, performance.now());
    return (await sendEvenly({ origin: connector, count, perSecond, make, onSend })).refused;
  },
  /** Waits until every message of a batch has come to the provider. Answers how long each took, from its webhook on, ms. */
  async delivered({ from, count, withinMs }: { from: number; count: number; withinMs: number }) {
    const numbers = Array.from({ length: count }, (_, index) => from + index);
    const giveUpAt = performance.now() + withinMs;
    while (numbers.some((number) => !delivered.has(number))) {
      if (performance.now() > giveUpAt) throw new Error('not every message was delivered in time');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return numbers.map((number) => delivered.get(number)! - written.get(number)!);
  },
  async report({ from, count, perSecond, state }: Batch & { state: string }) {
    const make = (index: number) => receipt(from + index, state);
    const onSend = (index: number) => reported.set(messageId(from + index), performance.now());
    return (await sendEvenly({ origin: connector, count, perSecond, make, onSend })).refused;
  },
  /** Waits until every message of a batch has been told this status. Answers how long after its last receipt. */
  async told(batch: Told) {
    return latencyOf(await toldTimes(batch));
  },
  /** The same, of each. */
  toldTimes,
  /** How many PATCHes came since `forget`, and how many a second between the first and the last. */
  patches() {
    const times = [...patched.values()];
    const seconds = (Math.max(...times) - Math.min(...times)) / 1_000;
    return { patches, perSecond: (patches - 1) / seconds };
  },
  forget() {
    patched = new Map();
    patches = 0;
    reported.clear();
  },
});

interface Told {
  from: number;
  count: number;
  status: string;
  withinMs: number;
}

async function toldTimes({ from, count, status, withinMs }: Told): Promise<number[]> {
  const names = Array.from({ length: count }, (_, index) => `${messageId(from + index)} ${status}`);
  const giveUpAt = performance.now() + withinMs;
  while (names.some((name) => !patched.has(name))) {
    if (performance.now() > giveUpAt) throw new Error('not every status was told in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return names.map((name) => patched.get(name)! - (reported.get(name.split(' ')[0]!) ?? Number.NaN));
}

function asHubSpot(request: IncomingMessage, response: ServerResponse): void {
  const id = request.url!.slice(request.url!.lastIndexOf('/') + 1);
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    // The sweep looks for messages nobody has told of.
    if (request.method === 'GET') return answer(response, { results: [] });
    const { statusType } = JSON.parse(Buffer.concat(chunks).toString()) as { statusType: string };
    patches += 1;
    patched.set(`${id} ${statusType}`, performance.now());
    answer(response, messageView(id, statusType));
  });
}

/** As HubSpot shows a message. */
function messageView(id: string, statusType: string) {
  const number = Number(id.slice(1));
  const createdAt = new Date().toISOString();
  return {
    id,
    type: 'MESSAGE',
    channelId: CHANNEL_ID,
    channelAccountId: ACCOUNT_ID,
    conversationsThreadId: String(7_000_000 + number),
    createdAt,
    updatedAt: createdAt,
    createdBy: 'A-100',
    client: { clientType: 'HUBSPOT' },
    senders: [{ actorId: 'A-100', name: 'Support line', deliveryIdentifier: OUR_NUMBER }],
    recipients: [{ actorId: `V-${number}`, name: 'A customer', deliveryIdentifier: peer(number) }],
    text: textOf(number),
    direction: 'OUTGOING',
    truncationStatus: 'NOT_TRUNCATED',
    attachments: [],
    status: { statusType },
    archived: false,
  };
}

function asProvider(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { text: string } };
    delivered.set(numberIn(data.text), performance.now());
    answer(response, { id: providerId(numberIn(data.text)) });
  });
}

function answer(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
