import { Pool } from 'undici';
import type { Webhook } from './webhooks.js';

/** More than a server that stalls for a while can hold back at the rates used here. */
const CONNECTIONS = 128;

export interface EvenLoad {
  origin: string;
  count: number;
  perSecond: number;
  /** What is sent at a turn. */
  make(index: number): Webhook;
  /** The request is being written. */
  onSend?(index: number): void;
}

export interface Sent {
  /** From when each was due to be sent until its answer was here, ms: a sender that falls behind makes them longer. */
  latencies: number[];
  refused: number;
}

/** Sends at even distances, whatever the answers do: an open loop. */
export async function sendEvenly({ origin, count, perSecond, make, onSend }: EvenLoad): Promise<Sent> {
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const sent: Sent = { latencies: [], refused: 0 };
  const begin = performance.now() + 50;
  const underWay: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const dueAt = begin + (index * 1_000) / perSecond;
    const webhook = make(index);
    await untilTime(dueAt);
    onSend?.(index);
    underWay.push(post(pool, webhook, dueAt, sent));
  }
  await Promise.all(underWay);
  await pool.close();
  return sent;
}

async function post(pool: Pool, { path, headers, body }: Webhook, dueAt: number, sent: Sent): Promise<void> {
  const answer = await pool.request({ method: 'POST', path, headers, body });
  await answer.body.dump();
  if (answer.statusCode === 200) sent.latencies.push(performance.now() - dueAt);
  else sent.refused += 1;
}

/** To the millisecond: a timer cannot do better, and a loop that can would take a processor from the server. */
async function untilTime(atMs: number): Promise<void> {
  const leftMs = Math.ceil(atMs - performance.now());
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
}
