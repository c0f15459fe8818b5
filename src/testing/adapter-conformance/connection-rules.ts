import type { Connection, EventSink } from '../../contract/connection.js';
import type { Bench } from './bench.js';
import { messageFact } from './delivery-of-webhooks.js';
import { KeptSink } from './kept-sink.js';
import { type AdapterRule, broken, expect, needs } from './rule.js';
import { calm, settlesSoon, soon, turns } from './soon.js';

/** For how long a provider is listened to in vain, ms. */
const PATIENCE_MS = 3_000;

/** Sockets and polls that stay open. */
export const connectionRules: AdapterRule[] = [
  {
    id: 'connection/receives',
    why: 'Messages that wait at the provider never reach anybody.',
    remedy: 'Hand every event to `sink.commit`, from the checkpoint that the sink has.',
    skip: needs('connect', 'arrive'),
    async check(bench) {
      const sink = new KeptSink();
      await using _ = await open(bench, sink);
      await bench.subject.arrive!(messageFact(bench, 41));
      const came = await soon(sink.has(messageFact(bench, 41).text), PATIENCE_MS);
      expect(came === true, 'the message that arrived', `there came ${sink.events.length} events without it`);
    },
  },
  {
    id: 'connection/commits-before-confirming',
    why: 'What was confirmed to the provider and not yet durable is gone when the power fails in between.',
    remedy: 'Confirm (an offset, an acknowledgement) only after `sink.commit` has resolved; stop when it rejects.',
    skip: needs('connect', 'arrive'),
    async check(bench) {
      const { text } = messageFact(bench, 42);
      await bench.subject.arrive!(messageFact(bench, 42));
      await tryInVain(bench, text);
      const sink = new KeptSink();
      await using _ = await open(bench, sink);
      const again = await soon(sink.has(text), PATIENCE_MS);
      expect(again === true, 'the message to come again after its commit had failed', 'it was gone');
    },
  },
  {
    id: 'connection/ends-on-abort',
    why: 'An account that was removed goes on receiving, and the process does not end when it is asked to.',
    remedy: 'Look at `signal` wherever you wait, hand it to every request, and let `closed` settle.',
    skip: needs('connect'),
    async check(bench) {
      const stop = new AbortController();
      const connection = await connected(bench, new KeptSink(), stop.signal);
      stop.abort();
      expect(await settlesSoon(connection.closed), '`closed` to settle when `signal` is aborted', 'it did not');
      await quiet(bench);
    },
  },
  {
    id: 'connection/ends-on-close',
    why: 'A connection that cannot be closed is opened a second time beside the first, and both take the messages.',
    remedy: 'End everything in `close`, and resolve when it has ended.',
    skip: needs('connect'),
    async check(bench) {
      const stop = new AbortController();
      const connection = await connected(bench, new KeptSink(), stop.signal);
      const closed = await settlesSoon(calm('`close`', () => connection.close()));
      const ended = closed && (await settlesSoon(connection.closed));
      stop.abort();
      expect(ended, '`close` to resolve, and `closed` to settle with it', 'they did not');
      await quiet(bench);
    },
  },
];

/** A connection whose message cannot be stored: the power fails before the commit. */
async function tryInVain(bench: Bench, text: string): Promise<void> {
  const broken = new KeptSink(undefined, false);
  await using _ = await open(bench, broken);
  const tried = await soon(broken.has(text), PATIENCE_MS);
  expect(tried === true, 'the message to be committed', 'no `sink.commit` was called with it');
  await turns();
}

/** An open connection that is closed in whatever way the check ends. */
async function open(bench: Bench, sink: EventSink): Promise<AsyncDisposable> {
  const stop = new AbortController();
  const connection = await connected(bench, sink, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await settlesSoon(connection.close().catch(() => undefined));
    },
  };
}

async function connected({ adapter, account }: Bench, sink: EventSink, signal: AbortSignal): Promise<Connection> {
  const opening = calm('`connect`', () => adapter.connect!([account], sink, signal));
  const connection = await soon(opening, PATIENCE_MS);
  if (!connection) return broken('`connect` to resolve with a connection', `nothing came within ${PATIENCE_MS} ms`);
  // Somebody is always listening in the connector: a connection that breaks is reopened.
  connection.closed.catch(() => undefined);
  await turns();
  return connection;
}

/** @throws Broken where requests are still made */
async function quiet({ network }: Bench): Promise<void> {
  await turns();
  const before = network.requests.length;
  await turns(50);
  expect(network.requests.length === before, 'no request after the end', `${network.requests.length - before} came`);
}
