import type { ReceivedEvent } from '../../contract/provider-event.js';
import type { Bench } from './bench.js';
import { deliver, genuine, messageFact } from './delivery-of-webhooks.js';
import { holdsText } from './kept-sink.js';
import { type AdapterRule, broken, expect, type Known, needs, overHttp, type Skip } from './rule.js';
import type { AdapterSubject } from './subject.js';
import { keysOf } from './webhook-events.js';

/** More pages than these for a few messages lead in circles. */
const MOST_PAGES = 100;
const MINUTE_MS = 60_000;

/** What was missed while nobody listened. */
export const catchingUpRules: AdapterRule[] = [
  {
    id: 'backfill/finds',
    why: 'Messages written during an outage are never seen.',
    remedy: 'Yield every event after the checkpoint, oldest first, and come to an end.',
    skip: both(needs('backfill', 'remember')),
    async check(bench) {
      const start = await begun(bench);
      await bench.subject.remember!(messageFact(bench, 11));
      await bench.subject.remember!(messageFact(bench, 12));
      const { events } = await catchUp(bench, start);
      const missed = [11, 12].filter((n) => !holds(events, messageFact(bench, n).text));
      expect(missed.length === 0, 'the two messages that were missed', `there came ${2 - missed.length} of them`);
    },
  },
  {
    id: 'backfill/same-keys',
    why: 'After each outage every message of the last hours appears a second time in the inbox.',
    remedy: 'Make the `dedupeKey` of a fact by the same function for webhooks and for `backfill`.',
    skip: (subject, known) =>
      both(needs('backfill', 'remember'))(subject, known) ?? needs('parseWebhook', 'webhooks')(subject, known),
    async check(bench) {
      const start = await begun(bench);
      await bench.subject.remember!(messageFact(bench, 21));
      const told = keysOf(await deliver(bench, await genuine(bench, 21)));
      const { events } = await catchUp(bench, start);
      const keys = events.map((event) => (event.kind === 'unparsable' ? event.detail : event.dedupeKey));
      expect(keys.includes(told), `the key of the webhook, “${told}”`, `the history has “${keys.join('”, “')}”`);
    },
  },
  {
    id: 'backfill/goes-on',
    why: 'Without a checkpoint that leads on, each start reads the whole history again, or skips what came in between.',
    remedy: 'Yield with each page the checkpoint after its last event, and start after the one you are given.',
    skip: both(needs('backfill', 'remember')),
    async check(bench) {
      const start = await begun(bench);
      await bench.subject.remember!(messageFact(bench, 31));
      const { checkpoint } = await catchUp(bench, start);
      await bench.clock.sleep(MINUTE_MS);
      await bench.subject.remember!(messageFact(bench, 32));
      const { events } = await catchUp(bench, checkpoint);
      const news = holds(events, messageFact(bench, 32).text);
      expect(news, 'the message that came after the checkpoint', `there came ${events.length} events without it`);
    },
  },
];

function holds(events: ReceivedEvent[], text: string): boolean {
  return events.some((event) => event.kind === 'message' && holdsText(event.content, text));
}

/** The first start: what was before it may stay unread. */
async function begun(bench: Bench): Promise<string | undefined> {
  const { checkpoint } = await catchUp(bench);
  await bench.clock.sleep(MINUTE_MS);
  return checkpoint;
}

/** Reads to the end. @throws Broken where there is none */
async function catchUp({ adapter, account }: Bench, from?: string) {
  const events: ReceivedEvent[] = [];
  let checkpoint = from;
  let pages = 0;
  for await (const page of adapter.backfill!(from, account)) {
    events.push(...page.events);
    checkpoint = page.checkpoint;
    pages += 1;
    if (pages > MOST_PAGES) broken('an end of the history', `there was none after ${pages} pages`);
  }
  return { events, ...(checkpoint !== undefined && { checkpoint }) };
}

function both(other: (subject: AdapterSubject, known: Known) => Skip | undefined) {
  return (subject: AdapterSubject, known: Known): Skip | undefined => overHttp(subject) ?? other(subject, known);
}
