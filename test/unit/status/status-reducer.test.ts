import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEAD_LETTERS } from '../../../src/outbox/dead-letter.js';
import { WORK } from '../../../src/outbox/work-row.js';
import type { PatchOutcome } from '../../../src/status/patch-result.js';
import type { ReadBackOutcome } from '../../../src/status/status-events.js';
import { StatusReducer } from '../../../src/status/status-reducer.js';
import { type HubSpotStatus, STATUSES, type StatusRow } from '../../../src/status/status-row.js';
import { putStatus } from '../../../src/status/status-work.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { ACCOUNT, APP, PORTAL } from '../../fixtures/message-rows.js';

const KEY = `${APP}/${PORTAL}/message-1`;
const SENT: HubSpotStatus = { status: 'SENT' };
const READ: HubSpotStatus = { status: 'READ' };

const reducer = new StatusReducer();
let tx: MemoryTx;

beforeEach(() => {
  tx = new MemoryTx();
});

function given(changes: Partial<StatusRow>): void {
  const row: StatusRow = {
    key: KEY,
    app: APP,
    portal: PORTAL,
    channel: 'sms',
    hubspotChannelId: '1001',
    account: ACCOUNT,
    messageId: 'message-1',
    createdAtMs: tx.nowMs,
    failures: 0,
    updatedAtMs: tx.nowMs,
    ...changes,
  };
  putStatus(tx, row, undefined);
}

function fold(kind: string, body: object): void {
  tx.nowMs += 1_000;
  tx.fold({ kind, app: APP, portal: PORTAL, receivedAtMs: tx.nowMs, body: { message: KEY, ...body } }, [reducer]);
}
const patched = (sent: HubSpotStatus, outcome: PatchOutcome) => fold('status.patched', { sent, outcome });
const readBack = (compared: HubSpotStatus, outcome: ReadBackOutcome, askedForMs = status().readBackAtMs) =>
  fold('status.read-back', { compared, askedForMs, outcome });

const status = () => tx.get(STATUSES, KEY)!;
const work = () => Object.fromEntries(tx.all(WORK).map(({ queue, dueAtMs }) => [queue, dueAtMs - tx.nowMs]));

describe('a PATCH HubSpot took', () => {
  it('is synced, journaled and told', () => {
    given({ desired: SENT, failures: 2, notBeforeMs: tx.nowMs });
    patched(SENT, { kind: 'synced' });
    expect(status()).toMatchObject({ desired: SENT, synced: SENT, failures: 0 });
    expect(status()).not.toHaveProperty('notBeforeMs');
    expect(work()).toEqual({});
    expect(tx.journaled.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'status.synced', data: { status: 'SENT' } },
    ]);
    expect(tx.takeEmitted()).toEqual(['status.synced']);
  });

  it('leaves work where something newer is desired by now', () => {
    given({ desired: READ });
    patched(SENT, { kind: 'synced' });
    expect(status()).toMatchObject({ desired: READ, synced: SENT });
    expect(Object.keys(work())).toEqual(['status']);
  });

  it('does not call off a read-back of an earlier one: that may land yet', () => {
    given({ desired: SENT, readBackAtMs: tx.nowMs + 60_000 });
    patched(SENT, { kind: 'synced' });
    expect(work()).toEqual({ 'read-back': 59_000 });
  });
});

describe('a PATCH that did not come through', () => {
  it('waits, and says so in the journal once', () => {
    given({ desired: SENT });
    const said = { answer: 'HTTP 503', untilMs: tx.nowMs + 6_000 };
    patched(SENT, { kind: 'postponed', ...said });
    expect(status()).toMatchObject({ failures: 1 });
    expect(work()).toEqual({ status: 5_000 });
    patched(SENT, { kind: 'postponed', untilMs: tx.nowMs + 11_000, answer: 'HTTP 503' });
    expect(status()).toMatchObject({ failures: 2 });
    expect(work()).toEqual({ status: 10_000 });
    expect(tx.journaled).toMatchObject([{ type: 'status.postponed', data: said }]);
  });

  it('is read back too where HubSpot may have taken it', () => {
    given({ desired: SENT });
    patched(SENT, { kind: 'postponed', untilMs: tx.nowMs + 2_000, readBackAtMs: tx.nowMs + 61_000, answer: '' });
    expect(work()).toEqual({ status: 1_000, 'read-back': 60_000 });
  });
});

describe('a PATCH HubSpot will never take', () => {
  const refused: PatchOutcome = {
    kind: 'abandoned',
    code: 'CW_STATUS_REFUSED',
    answer: 'BANNED',
    detail: '+12025550142: no',
  };

  it('becomes a dead letter', () => {
    given({ desired: SENT });
    patched(SENT, refused);
    expect(status()).toMatchObject({ abandoned: true });
    expect(work()).toEqual({});
    expect(tx.all(DEAD_LETTERS)).toMatchObject([
      {
        key: `status:${KEY}`,
        kind: 'status',
        account: ACCOUNT,
        cause: { code: 'CW_STATUS_REFUSED', detail: '+12025550142: no' },
        body: { message: KEY },
      },
    ]);
    expect(tx.takeEmitted()).toEqual(['status.abandoned', 'dead-letter.added']);
    expect(tx.journaled.map(({ data }) => data)).toEqual([
      { status: 'SENT', code: 'CW_STATUS_REFUSED', answer: 'BANNED' },
    ]);
  });

  it('does not give up what is desired by now instead', () => {
    given({ desired: READ });
    patched(SENT, refused);
    expect(status()).not.toHaveProperty('abandoned');
    expect(Object.keys(work())).toEqual(['status']);
  });

  it('is tried again by replaying the dead letter', () => {
    given({ desired: SENT });
    patched(SENT, refused);
    const [letter] = tx.all(DEAD_LETTERS);
    fold(letter!.kind, letter!.body as object);
    expect(tx.all(DEAD_LETTERS)).toEqual([]);
    expect(work()).toEqual({ status: 0 });
  });
});

describe('what HubSpot shows when asked', () => {
  it('is synced where it is the same', () => {
    given({ desired: SENT, readBackAtMs: tx.nowMs });
    readBack(SENT, { kind: 'same' });
    expect(status()).toMatchObject({ synced: SENT });
    expect(work()).toEqual({});
  });

  it('is told again where it is different, even if it had been confirmed', () => {
    given({ desired: READ, synced: READ, readBackAtMs: tx.nowMs });
    readBack(READ, { kind: 'different', shown: 'SENT' });
    expect(work()).toEqual({ status: 0 });
    expect(tx.journaled).toMatchObject([{ type: 'status.differed', data: { expected: 'READ', shown: 'SENT' } }]);
  });

  it('does not matter where something else is desired by now', () => {
    given({ desired: READ, readBackAtMs: tx.nowMs });
    readBack(SENT, { kind: 'same' });
    expect(status()).not.toHaveProperty('synced');
    expect(Object.keys(work())).toEqual(['status']);
  });

  it('does not stand for another read-back that was asked for since', () => {
    given({ desired: SENT, synced: SENT, readBackAtMs: tx.nowMs + 60_000 });
    readBack(SENT, { kind: 'same' }, tx.nowMs);
    expect(work()).toEqual({ 'read-back': 59_000 });
  });

  it('is asked for again later where HubSpot did not say, and no more where it never will', () => {
    given({ desired: SENT, synced: SENT, readBackAtMs: tx.nowMs });
    readBack(SENT, { kind: 'later', untilMs: tx.nowMs + 61_000 });
    expect(work()).toEqual({ 'read-back': 60_000 });
    readBack(SENT, { kind: 'hidden', detail: '404' });
    expect(work()).toEqual({});
  });
});

describe('after a takeover', () => {
  it('what is not confirmed is read back a minute later, once', () => {
    given({ desired: SENT });
    fold('status.takeover', { messages: [KEY, 'unknown'] });
    expect(work()).toMatchObject({ 'read-back': 60_000 });
    fold('status.takeover', { messages: [KEY] });
    expect(work()).toMatchObject({ 'read-back': 59_000 });
  });

  it('what is confirmed is left alone', () => {
    given({ desired: SENT, synced: SENT });
    fold('status.takeover', { messages: [KEY] });
    expect(work()).toEqual({});
  });
});

describe('a PATCH that ended in a process that had lost the slot', () => {
  it('is looked at, though HubSpot has confirmed what it was told since', () => {
    given({ desired: READ, synced: READ });
    fold('status.late', { answered: true });
    expect(work()).toEqual({ 'read-back': 0 });
  });

  it('is looked at a minute later where it may still be on its way', () => {
    given({ desired: READ, synced: READ });
    fold('status.late', { answered: false });
    expect(work()).toEqual({ 'read-back': 60_000 });
  });

  it('does not bring forward a look that something later needs', () => {
    const readBackAtMs = tx.nowMs + 30_000;
    given({ desired: READ, synced: READ, readBackAtMs });
    fold('status.late', { answered: true });
    expect(status()).toMatchObject({ readBackAtMs });
  });
});

it('work without a status goes', () => {
  given({ desired: SENT, readBackAtMs: tx.nowMs });
  tx.remove(STATUSES, KEY);
  fold('status.gone', {});
  expect(work()).toEqual({});
});
