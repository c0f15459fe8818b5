import { expect, it } from '@jest/globals';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { HttpCall } from '../../../src/transport/http-call.js';

it('refuses to be written again when its connection was lost, and still says that it may have left', () => {
  const asked: string[] = [];
  const scope = { assertLicensed: () => void asked.push('asked'), requestStarted: () => void asked.push('started') };
  const request = { method: 'POST' as const, url: 'http://peer.example/' };
  const call = new HttpCall(request, 'http://peer.example', scope, new ManualScheduler(), () => undefined);
  call.onRequestStart({ abort: () => undefined } as never, null);
  expect(() => call.onRequestStart({ abort: () => undefined } as never, null)).toThrow(
    expect.objectContaining({ code: 'reset', requestSent: 'unknown' }),
  );
  expect(asked).toEqual(['asked', 'started']);
});
