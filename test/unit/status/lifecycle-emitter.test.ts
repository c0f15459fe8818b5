import { beforeEach, describe, expect, it } from '@jest/globals';
import { LifecycleEmitter } from '../../../src/status/lifecycle-emitter.js';
import {
  LIFECYCLE_EVENTS,
  type LifecycleEvents,
  lifecycleEvent,
  type MessagePayload,
} from '../../../src/status/lifecycle-events.js';

const payload: MessagePayload = {
  app: 'main',
  portal: '1',
  channel: 'sms',
  account: 'line',
  message: 'main/1/m',
  messageId: 'm',
  conversation: 'c',
  threadId: 't',
  createdAtMs: 1,
  atMs: 1,
};
const sent = lifecycleEvent('message.sent', payload);

describe('lifecycle events', () => {
  let failures: [string, unknown][];
  let events: LifecycleEmitter;
  let heard: MessagePayload[];
  const listen = (told: LifecycleEvents['message.sent']) => heard.push(told);

  beforeEach(() => {
    failures = [];
    heard = [];
    events = new LifecycleEmitter((type, error) => failures.push([type, error]));
  });

  it('reach who listens to them, and nobody else', () => {
    events.on('message.sent', listen).on('message.read', listen);
    events.emit(sent);
    expect(heard).toEqual([payload]);
  });

  it('reach the others when a listener throws or rejects, and the failure is reported', async () => {
    const thrown = new Error('thrown');
    const rejected = new Error('rejected');
    events.on('message.sent', () => {
      throw thrown;
    });
    events.on('message.sent', () => Promise.reject(rejected));
    events.on('message.sent', listen);
    expect(() => events.emit(sent)).not.toThrow();
    await Promise.resolve();
    expect(heard).toEqual([payload]);
    expect(failures).toEqual([
      ['message.sent', thrown],
      ['message.sent', rejected],
    ]);
  });

  it('reach a listener once where it asked for once, and no more when it went', () => {
    events.once('message.sent', listen);
    events.emit(sent);
    events.emit(sent);
    expect(heard).toHaveLength(1);
    events.on('message.sent', listen);
    events.off('message.sent', listen);
    events.emit(sent);
    expect(heard).toHaveLength(1);
  });

  it('need no listener', () => {
    for (const type of Object.keys(LIFECYCLE_EVENTS)) events.emit({ type, payload: {} });
    expect(failures).toEqual([]);
  });
});
