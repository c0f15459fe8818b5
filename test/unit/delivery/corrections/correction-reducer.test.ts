import { beforeEach, describe, expect, it } from '@jest/globals';
import { CorrectionReducer } from '../../../../src/delivery/corrections/correction-reducer.js';
import {
  CORRECTION_SLICE,
  type CorrectionCommand,
  correctionWorkKey,
} from '../../../../src/delivery/corrections/correction-work.js';
import { CONVERSATIONS } from '../../../../src/directory/people/conversation-row.js';
import { CORRECTION_COMMAND } from '../../../../src/outbox/command-event.js';
import { LANES, laneKey } from '../../../../src/outbox/lane.js';
import { WORK } from '../../../../src/outbox/work-row.js';
import { CONTENTS } from '../../../../src/status/content-row.js';
import { MESSAGES, type MessageRow } from '../../../../src/status/message-row.js';
import { SeededRandom } from '../../../../src/testing/seeded-random.js';
import { channelRuntime, channels } from '../../../fixtures/channels.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import { APP, attempt, CONVERSATION, message, PORTAL, part, reason } from '../../../fixtures/message-rows.js';

const FAILED = message([part([attempt({ outcome: 'rejected', reason: reason('recipient-invalid', { code: '1' }) })])]);

const COMMAND: CorrectionCommand = {
  name: 'messages.correct',
  key: 'c1',
  by: 'ann',
  to: 'sent',
  reason: 'misread',
  filter: { class: 'recipient-invalid', state: 'failed' },
  messages: [FAILED.key],
};

let tx: MemoryTx;

beforeEach(() => {
  tx = new MemoryTx();
  tx.put(MESSAGES, FAILED);
});

const reducer = new CorrectionReducer(channels(channelRuntime()), new SeededRandom(1));

function begin(body: CorrectionCommand, portal = PORTAL): void {
  reducer.reduce({ kind: CORRECTION_COMMAND, app: APP, portal, receivedAtMs: tx.nowMs, body }, tx);
}

function slice(command: CorrectionCommand, portal: string, count: number): void {
  const body = { work: correctionWorkKey({ app: APP, portal }, command), count };
  reducer.reduce({ kind: CORRECTION_SLICE, app: APP, portal, receivedAtMs: tx.nowMs, body }, tx);
}

function correct(changes: Partial<CorrectionCommand> = {}, portal = PORTAL): MessageRow {
  const command = { ...COMMAND, ...changes };
  begin(command, portal);
  slice(command, portal, 10);
  return tx.get(MESSAGES, FAILED.key)!;
}

describe('a correction', () => {
  it('is written into the message and its journal: who, to what, why, and what it was', () => {
    expect(correct()).toMatchObject({ corrected: { id: 'c1', to: 'sent', atMs: tx.nowMs } });
    expect(tx.journaled).toMatchObject([
      {
        type: 'command.messages.correct',
        message: FAILED.key,
        data: { key: 'c1', by: 'ann', to: 'sent', reason: 'misread', parts: [1], was: ['recipient-invalid 1'] },
      },
    ]);
  });

  it.each([
    ['a message of another portal', {}, '99'],
    ['what the filter does not mean any more', { filter: { class: 'timeout' } as const }, PORTAL],
    ['what is not there', { messages: ['main/62515/none'] }, PORTAL],
    ['what cannot be corrected to that', { to: 'uncertain' } as const, PORTAL],
  ])('leaves %s alone', (_, changes, portal) => {
    expect(correct(changes, portal)).toEqual(FAILED);
    expect(tx.journaled).toEqual([]);
  });

  it('happens once under one name, also where the message has failed again', () => {
    correct();
    tx.put(MESSAGES, { ...FAILED, corrected: { id: 'c1', to: 'sent', atMs: 1 } });
    expect(correct().corrected?.atMs).toBe(1);
    expect(correct({ key: 'c2' }).corrected?.id).toBe('c2');
  });

  it('puts what is sent again into its lane, as long as its content is there and its peer wants it', () => {
    expect(correct({ to: 'retry' })).toEqual(FAILED);
    tx.put(CONTENTS, { key: FAILED.key, items: [], parts: [{ items: [] }], expiresAtMs: tx.nowMs + 1 });
    const owner = { app: APP, portal: PORTAL, channel: 'sms', account: FAILED.account, lastAtMs: 0, aliases: [] };
    const peer = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
    tx.put(CONVERSATIONS, { key: CONVERSATION, ...owner, address: peer, optedOutAtMs: 1 });
    expect(correct({ to: 'retry' })).toEqual(FAILED);
    tx.put(CONVERSATIONS, { key: CONVERSATION, ...owner, address: peer });
    correct({ to: 'retry' });
    expect(tx.get(LANES, laneKey(CONVERSATION, 'out'))?.items).toMatchObject([{ key: FAILED.key }]);
  });

  it('is made a few messages at a time: each slice goes on where the last one ended', () => {
    const all = Array.from({ length: 5 }, (_, index) => ({ ...FAILED, key: `main/${PORTAL}/m${index}` }));
    for (const row of all) tx.put(MESSAGES, row);
    const messages = all.map(({ key }) => key);
    const command = { ...COMMAND, messages };
    const corrected = () => messages.filter((key) => tx.get(MESSAGES, key)?.corrected).length;
    const left = () => tx.get(WORK, correctionWorkKey({ app: APP, portal: PORTAL }, command));
    begin(command);
    expect([corrected(), left()?.queue]).toEqual([0, 'correct']);
    slice(command, PORTAL, 2);
    expect([corrected(), left() === undefined]).toEqual([2, false]);
    slice(command, PORTAL, 2);
    slice(command, PORTAL, 2);
    expect([corrected(), left()]).toEqual([5, undefined]);
    slice(command, PORTAL, 2);
    expect(tx.journaled).toHaveLength(5);
  });
});
