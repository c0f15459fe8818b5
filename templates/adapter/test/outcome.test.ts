import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpResponse } from 'channelwright/adapter';
import { outcomeOf } from '../src/outcome.js';

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  const text = JSON.stringify(body);
  return { status, headers, text: async () => text, json: async () => body, stream: () => new Blob([text]).stream() };
}

test('a message that was taken has its id', async () => {
  deepEqual(await outcomeOf(answer(201, { id: 'out-1' }), 0), { kind: 'accepted', ids: ['out-1'] });
});

test('a blocked bot tells what to mend, and for whom', async () => {
  const { kind, ...rest } = await outcomeOf(answer(402, { code: 'balance_exhausted' }), 0);
  deepEqual(
    [kind, rest],
    [
      'blocked',
      { reason: { class: 'balance-exhausted', scope: 'account', detail: 'HTTP 402', code: 'balance_exhausted' } },
    ],
  );
});

test('a limit says how long to wait', async () => {
  const outcome = await outcomeOf(answer(429, undefined, { 'retry-after': '3' }), 0);
  deepEqual(outcome, {
    kind: 'retry',
    reason: { class: 'rate-limited', scope: 'account', detail: 'HTTP 429', afterMs: 3000 },
  });
});
