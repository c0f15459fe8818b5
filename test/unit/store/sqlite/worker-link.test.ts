import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { WorkerLink } from '../../../../src/store/sqlite/worker-link.js';

/** Answers every `ping`, in one message for each that came in; ends badly at a `nextDueAt`. */
const THREAD = `
  const { parentPort } = require('node:worker_threads');
  let messages = 0;
  parentPort.on('message', (order) => {
    if (order === 'close') return parentPort.close();
    messages += 1;
    if (order.some(({ op }) => op === 'nextDueAt')) process.exit(3);
    parentPort.postMessage(order.map(({ id }) => ({ id, ok: true, answer: messages })));
  });
`;

describe('The link to the thread of the database', () => {
  const link = (crashes: unknown[] = []) =>
    new WorkerLink(new Worker(THREAD, { eval: true }), (cause) => crashes.push(cause));

  it('sends what is called in one turn as one message', async () => {
    const calls = link();
    const answers = await Promise.all([calls.call('ping', undefined), calls.call('ping', undefined)]);
    expect(answers).toEqual([1, 1]);
    expect(await calls.call('ping', undefined)).toBe(2);
    await calls.close();
  });

  it('finishes what was called, then ends the thread and refuses clearly', async () => {
    const crashes: unknown[] = [];
    const calls = link(crashes);
    const called = calls.call('ping', undefined);
    const closed = calls.close();
    await expect(calls.call('ping', undefined)).rejects.toMatchObject({ code: 'CW_STORE_STOPPED' });
    expect(await called).toBe(1);
    await closed;
    await calls.close();
    expect(crashes).toEqual([]);
  });

  it('tells callers and the owner when the thread dies, and is over then', async () => {
    const crashes: unknown[] = [];
    const calls = link(crashes);
    await expect(calls.call('nextDueAt', 0)).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    expect(crashes).toEqual([expect.objectContaining({ message: 'exit code 3' })]);
    await expect(calls.call('ping', undefined)).rejects.toMatchObject({ code: 'CW_STORE_STOPPED' });
    await calls.close();
  });

  it('reports the error that ended the thread', async () => {
    const worker = new Worker('throw new Error("out of memory")', { eval: true });
    const crashes: unknown[] = [];
    const calls = new WorkerLink(worker, (cause) => crashes.push(cause));
    await expect(calls.call('ping', undefined)).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    expect(crashes).toEqual([expect.objectContaining({ message: 'out of memory' })]);
  });

  it('refuses what cannot be handed between threads, and goes on', async () => {
    const calls = link();
    const odd = { afterSeq: (() => 0) as unknown as number, limit: 1 };
    await expect(calls.call('inbox', odd)).rejects.toMatchObject({ code: 'CW_STORE_ROW_INVALID' });
    expect(await calls.call('ping', undefined)).toBe(1);
    await calls.close();
  });
});
