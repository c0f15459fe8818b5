import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChangeRow } from '../../../../src/store/change-rows.js';
import { toEventRow } from '../../../../src/store/inbox-rows.js';
import { CallQueue } from '../../../../src/store/sqlite/call-queue.js';
import type { Call, Reply } from '../../../../src/store/sqlite/protocol.js';
import type { Session } from '../../../../src/store/sqlite/session.js';
import { writeGroup } from '../../../../src/store/sqlite/write-group.js';
import { named } from '../../../../src/testing/store-conformance/rows.js';
import { type TemporaryStore, temporaryStore } from './temporary-store.js';

const GOOD: ChangeRow = ['put', 'contents', 'k', [1], 'doc'];
/** What the caller's side would have refused: SQLite itself does here. */
const BAD: ChangeRow = ['put', 'contents', 'k', ['not a time'], 'doc'];

describe('Calls are served in groups', () => {
  let store: TemporaryStore;
  let session: Session;

  beforeEach(() => {
    store = temporaryStore();
    session = store.open().session;
  });
  afterEach(() => store.remove());

  const append = (id: number) => ({ id, op: 'append', given: [toEventRow(named(`${id}`))] }) satisfies Call;
  const commit = (id: number, ...given: ChangeRow[]) => ({ id, op: 'commit', given }) satisfies Call;
  const count = (id: number, table: string) => ({ id, op: 'count', given: { table } }) satisfies Call;

  const serve = (...calls: Call[]): Reply[] => {
    const queue = new CallQueue(session);
    queue.add(calls);
    const replies: Reply[] = [];
    while (!queue.isEmpty) replies.push(...queue.slice());
    return replies;
  };

  it('makes what waits together durable together', () => {
    const before = commits(store.path);
    const outcomes = writeGroup(session, [append(1), commit(2, GOOD), append(3)], Number.POSITIVE_INFINITY);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(commits(store.path) - before).toBe(1);
  });

  it('ends a group when its time is over, and goes on with the next', () => {
    const calls = [append(1), append(2), append(3)];
    expect(writeGroup(session, calls, Number.NEGATIVE_INFINITY)).toHaveLength(1);
    expect(writeGroup(session, calls.slice(1), Number.POSITIVE_INFINITY)).toHaveLength(2);
  });

  it('fails only the call whose row the database refuses, whole', () => {
    const other: ChangeRow = ['put', 'contents', 'other', [1], 'doc'];
    const replies = serve(append(1), commit(2, other, BAD), append(3), commit(4, GOOD));
    expect(replies).toEqual([
      { id: 1, ok: true, answer: ['appended'] },
      { id: 2, ok: false, failure: { code: 'CW_STORE_ROW_INVALID', detail: expect.stringContaining('contents') } },
      { id: 3, ok: true, answer: ['appended'] },
      { id: 4, ok: true, answer: undefined },
    ]);
    expect(serve(count(1, 'inbox'), count(2, 'contents'))).toEqual([
      { id: 1, ok: true, answer: 2 },
      { id: 2, ok: true, answer: 1 },
    ]);
  });

  it('lets a read see every write called before it', () => {
    const replies = serve(count(1, 'inbox'), append(2), count(3, 'inbox'), append(4), count(5, 'inbox'));
    const answers = new Map(replies.map((reply) => [reply.id, reply.ok && reply.answer]));
    expect(answers.size).toBe(5);
    expect(answers.get(3)).toBeGreaterThanOrEqual(1);
    expect(answers.get(5)).toBe(2);
  });

  it('fails a read alone', () => {
    const replies = serve(count(1, 'nowhere'), count(2, 'inbox'));
    expect(replies.map(({ ok }) => ok)).toEqual([false, true]);
  });
});

const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/** How many frames of the write-ahead log end a commit. Format: https://www.sqlite.org/fileformat2.html#walformat */
function commits(path: string): number {
  const wal = readFileSync(`${path}-wal`);
  const frame = FRAME_HEADER + wal.readUInt32BE(8);
  let found = 0;
  for (let at = WAL_HEADER; at + frame <= wal.length; at += frame) if (wal.readUInt32BE(at + 4) !== 0) found += 1;
  return found;
}
