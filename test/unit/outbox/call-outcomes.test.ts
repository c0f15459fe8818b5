import { describe, expect, it } from '@jest/globals';
import { ChannelwrightError } from '../../../src/errors/channelwright-error.js';
import type { ErrorCode } from '../../../src/errors/registry.js';
import { CallOutcomes } from '../../../src/outbox/call-outcomes.js';
import type { NewInboxEvent } from '../../../src/outbox/inbox-event.js';
import { slotOf } from '../../../src/outbox/slot.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SilentLog } from '../../fixtures/silent-log.js';

const EVENT = { kind: 'told', app: 'main', portal: '7', account: 'line', receivedAtMs: 0, body: { all: true } };
const LATE = { kind: 'late', body: { some: true }, dedupeKey: 'call-1' };

function outcomes(refusals: { submit?: ErrorCode; append?: ErrorCode[] }) {
  const scheduler = new ManualScheduler(1_000);
  const appended: NewInboxEvent[] = [];
  const append = async (events: NewInboxEvent[]) => {
    const code = refusals.append?.shift();
    if (code) throw new ChannelwrightError(code);
    appended.push(...events);
    return events.map(() => 'appended' as const);
  };
  const submit = async () => {
    if (refusals.submit) throw new ChannelwrightError(refusals.submit);
    return 'answered';
  };
  const log = new SilentLog();
  return { scheduler, appended, log, teller: new CallOutcomes(submit, append, scheduler, log) };
}

describe('The outcome of a call', () => {
  const never = new AbortController().signal;

  it('is told to the fold of this process', async () => {
    const { teller, appended } = outcomes({});
    expect(await teller.tell(EVENT, LATE, never)).toBe('answered');
    expect(appended).toEqual([]);
  });

  it('goes into the inbox when the slot was lost, once, whoever asks twice', async () => {
    const { teller, appended } = outcomes({ submit: 'CW_STORE_FENCED' });
    expect(await teller.tell(EVENT, LATE, never)).toBeUndefined();
    expect(appended).toEqual([
      {
        kind: 'late',
        slot: slotOf('main', '7'),
        app: 'main',
        portal: '7',
        account: 'line',
        dedupeKey: 'late|call-1',
        dedupeUntilMs: 1_000 + 24 * 3_600_000,
        receivedAtMs: 1_000,
        body: { some: true },
      },
    ]);
  });

  it('waits for the inbox while the database is away', async () => {
    const away = 'CW_STORE_UNAVAILABLE';
    const { teller, appended, scheduler } = outcomes({ submit: 'CW_STORE_FENCED', append: [away, away] });
    const told = teller.tell(EVENT, LATE, never);
    await scheduler.advance(10_000);
    await told;
    expect(appended).toHaveLength(1);
  });

  it('is not waited for when the process must end', async () => {
    const { teller, log } = outcomes({ submit: 'CW_STORE_FENCED', append: ['CW_STORE_UNAVAILABLE'] });
    const told = teller.tell(EVENT, LATE, AbortSignal.abort());
    await expect(told).rejects.toMatchObject({ code: 'CW_STORE_FENCED' });
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
  });

  it('does not go into the inbox where the slot was not lost', async () => {
    const { teller, appended } = outcomes({ submit: 'CW_NOT_RUNNING' });
    await expect(teller.tell(EVENT, LATE, never)).rejects.toMatchObject({ code: 'CW_NOT_RUNNING' });
    expect(appended).toEqual([]);
  });
});
