import { type Account, type Clock, type Connection, type EventSink, isTransportError } from 'channelwright/adapter';
import { z } from 'zod';
import { type Answer, readAnswer } from './answer.js';
import type { BotApi } from './bot-api.js';
import { parseUpdate } from './parse-update.js';
import { PollError } from './poll-error.js';
import type { TelegramAccountSettings } from './settings.js';
import { ALLOWED_UPDATES } from './update.js';

/** Seconds that Telegram holds a call while there is nothing to tell; it takes no more. Source: its published server. */
const HOLD_SECONDS = 50;
/** Longer than Telegram holds a call. */
const TIMEOUT_MS = (HOLD_SECONDS + 15) * 1000;
/** Updates in one answer; Telegram gives no more. */
const MOST = 100;
/** Telegram keeps an update for so long: what was read before it is gone there too, ms. */
const KEPT_MS = 24 * 3_600_000;
/** How long to wait where Telegram refuses for now and does not say for how long, ms. */
const PAUSE_MS = 5_000;

const updates = z.array(z.unknown());
const numbered = z.object({ update_id: z.number().int() });

/** How far updates were read, and when: `offset` is the first one that was not. */
const checkpoint = z.templateLiteral([z.number().int(), '@', z.number().int()]);

export interface Polling {
  api: BotApi;
  account: Account<TelegramAccountSettings>;
  sink: EventSink;
  clock: Clock;
}

/** Asks for updates until `signal` is aborted. The connection breaks when Telegram cannot be reached or refuses. */
export function pollUpdates(polling: Polling, signal: AbortSignal): Connection {
  const stop = new AbortController();
  const ending = AbortSignal.any([signal, stop.signal]);
  const closed = poll(polling, ending).catch((error: unknown) => {
    if (!ending.aborted) throw error;
  });
  const close = async () => {
    stop.abort();
    await closed.catch(() => undefined);
  };
  return { closed, close };
}

/**
 * `offset` confirms everything before it. It is sent once, after what it confirms has been stored, and then left out: after a
 * week of silence Telegram numbers updates anew, and an old offset would confirm what nobody has read. Source: `Update`.
 */
async function poll({ api, account, sink, clock }: Polling, signal: AbortSignal): Promise<void> {
  let confirm = fresh(await sink.checkpoint(), clock.now());
  let limit = MOST;
  while (!signal.aborted) {
    const answer = await getUpdates(api, { confirm, limit }, signal);
    if (answer === 'too-large') {
      limit = Math.ceil(limit / 4);
      continue;
    }
    if (answer.ok !== true) {
      await pauseOrFail(answer, clock, signal);
      continue;
    }
    confirm = undefined;
    limit = Math.min(MOST, limit * 2);
    const received = updates.parse(answer.result);
    if (received.length === 0) continue;
    const receivedAtMs = clock.now();
    const events = received.flatMap((raw) => parseUpdate(raw, { account, receivedAtMs }));
    const next = nextOffset(received);
    // Nothing would confirm these: they would come again at once, and for ever.
    if (next === undefined) throw new PollError({ ok: 'unreadable' });
    await sink.commit(events, `${next}@${receivedAtMs}`);
    confirm = next;
  }
}

/** @returns `too-large` where so many updates are more than is read at once: people may write very long messages */
async function getUpdates(
  api: BotApi,
  { confirm, limit }: { confirm: number | undefined; limit: number },
  signal: AbortSignal,
): Promise<Answer | 'too-large'> {
  const params = { timeout: HOLD_SECONDS, limit, allowed_updates: ALLOWED_UPDATES };
  const offset = confirm === undefined ? {} : { offset: confirm };
  try {
    return await readAnswer(
      await api.call('getUpdates', { ...params, ...offset }, { signal, timeoutMs: TIMEOUT_MS, held: true }),
    );
  } catch (error) {
    if (isTransportError(error) && error.code === 'too-large' && limit > 1) return 'too-large';
    throw error;
  }
}

async function pauseOrFail(answer: Exclude<Answer, { ok: true }>, clock: Clock, signal: AbortSignal): Promise<void> {
  if (answer.ok === 'unreadable' || answer.code !== 429) throw new PollError(answer);
  await clock.sleep(answer.retryAfter === undefined ? PAUSE_MS : answer.retryAfter * 1000, signal);
}

/** An update without a number is kept as a dead letter; the numbers of the others confirm it. */
function nextOffset(received: readonly unknown[]): number | undefined {
  const ids = received.flatMap((raw) => numbered.safeParse(raw).data?.update_id ?? []);
  return ids.length === 0 ? undefined : Math.max(...ids) + 1;
}

function fresh(stored: string | undefined, nowMs: number): number | undefined {
  const known = checkpoint.safeParse(stored).data;
  if (known === undefined) return undefined;
  const [offset, atMs] = known.split('@').map(Number);
  return atMs !== undefined && nowMs - atMs < KEPT_MS ? offset : undefined;
}
