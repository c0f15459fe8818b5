import { createHmac, timingSafeEqual } from 'node:crypto';
import { Bench } from '../../../src/testing/adapter-conformance/bench.js';
import {
  genuine,
  messageFact,
  rawRequest,
  type Signed,
  signed,
} from '../../../src/testing/adapter-conformance/delivery-of-webhooks.js';
import type { AdapterSubject } from '../../../src/testing/adapter-conformance.js';
import { cpuPerCall } from '../measure/cpu-per-call.js';
import { figure, type Report } from '../measure/report.js';
import { alternate } from '../measure/rounds.js';
import { subjects } from '../traffic/adapter-subjects.js';
import type { Effort } from './section.js';

/** Events in one request, where the provider sends several. */
const BATCH = 20;
const AIM = 5_000;

interface Traffic {
  events: number;
  deliver(): unknown;
}

/** What one core makes of webhooks before anything is stored: is it genuine, and what does it say. */
export async function verifyAndParse({ quick }: Effort): Promise<Report> {
  const traffic = new Map<string, Traffic>();
  for (const [name, subject] of Object.entries(subjects)) await addTraffic(traffic, name, subject);
  traffic.set('HMAC-SHA256 and JSON.parse alone', floor([...traffic.values()][0]!));
  const seconds = quick ? 0.2 : 1;
  const measured = await alternate(
    quick ? 1 : 5,
    Object.fromEntries(
      [...traffic].map(([name, { events, deliver }]) => [
        name,
        async () => {
          const perCall = await cpuPerCall(deliver, seconds);
          return { perRequest: perCall, perEvent: perCall / events };
        },
      ]),
    ),
  );
  const rows = [...traffic].map(([name, { events }]) => {
    const { perRequest, perEvent } = measured[name]!;
    return [name, events, figure(perRequest), figure(perEvent), Math.round(1e6 / perEvent)];
  });
  const slowest = Math.min(...rows.slice(0, -1).map((row) => row[4] as number));
  return {
    title: 'Verify and parse',
    columns: ['Webhook', 'events', 'µs CPU per request', 'µs CPU per event', 'events/s on one core'],
    rows,
    notes: ['`authenticateWebhook` and `parseWebhook` of a genuine customer’s message, medians of alternating rounds.'],
    aims: [
      { what: 'events/s of the slowest adapter', aim: `≥ ${AIM}`, measured: String(slowest), met: slowest >= AIM },
    ],
  };
}

async function addTraffic(traffic: Map<string, Traffic>, name: string, subject: AdapterSubject): Promise<void> {
  const bench = new Bench(subject);
  traffic.set(name, { events: 1, deliver: delivery(bench, await genuine(bench)) });
  const { webhooks } = subject;
  if (!webhooks || typeof webhooks.batch !== 'function') return;
  const facts = Array.from({ length: BATCH }, (_, n) => messageFact(bench, n + 1));
  const request = await signed(bench, webhooks.batch(facts));
  traffic.set(`${name}, a batch`, { events: BATCH, deliver: delivery(bench, request) });
}

function delivery(bench: Bench, request: Signed): () => Promise<void> {
  const raw = rawRequest(bench, request);
  const { adapter, lookup } = bench;
  return async () => {
    const verdict = await adapter.authenticateWebhook!(raw, lookup);
    if (verdict.kind !== 'authenticated') throw new Error(`${bench.definition.name} does not believe its own webhook`);
    const events = adapter.parseWebhook!(raw, verdict.accounts);
    if (events.length === 0) throw new Error(`${bench.definition.name} reads nothing`);
  };
}

/** What nobody can do without. */
function floor({ events }: Traffic): Traffic {
  const body = Buffer.from(JSON.stringify({ id: 'x'.repeat(40), from: '+15550199', text: 'a'.repeat(100), n: events }));
  const known = createHmac('sha256', 'secret').update(body).digest();
  return {
    events: 1,
    deliver: () =>
      timingSafeEqual(createHmac('sha256', 'secret').update(body).digest(), known) && JSON.parse(body.toString()),
  };
}
