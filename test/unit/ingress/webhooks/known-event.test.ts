import { describe, expect, it } from '@jest/globals';
import type { MessageEvent, ProviderEvent } from '../../../../src/contract/provider-event.js';
import { eventProblem, inOurTime } from '../../../../src/ingress/webhooks/known-event.js';

const NOW = Date.UTC(2026, 0, 1);
const ANN = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'ann' } as const;
const own = { account: 'line', dedupeKey: 'k' };

const message = (changes: Partial<MessageEvent> = {}): ProviderEvent & MessageEvent => ({
  ...own,
  kind: 'message',
  id: 'm',
  atMs: NOW,
  conversation: ANN,
  from: ANN,
  content: [{ kind: 'text', text: 'hello' }],
  ...changes,
});

const receipt = (of: object, state = 'sent') => ({ ...own, kind: 'receipt', of, state }) as unknown as ProviderEvent;

describe('what an adapter made of a webhook', () => {
  it('is taken where it can be folded', () => {
    const good: ProviderEvent[] = [
      message(),
      message({ kind: 'echo' }),
      receipt({ id: 'a' }),
      receipt({ correlation: 'c', ids: ['a'] }),
      receipt({ peer: ANN, upToMs: NOW }),
      { ...own, kind: 'edited', of: 'm' },
      { ...own, kind: 'reaction', of: 'm', from: ANN },
      { ...own, kind: 'alias', from: ANN, to: ANN },
      { ...own, kind: 'optOut', peer: ANN },
    ];
    expect(good.map(eventProblem)).toEqual(good.map(() => undefined));
  });

  it('is not taken without what tells it from others, or says what it is about', () => {
    const bad = [
      { ...message(), dedupeKey: undefined },
      { ...message(), dedupeKey: '' },
      { ...message(), id: undefined },
      { ...message(), conversation: { type: 'HS_PHONE_NUMBER' } },
      { ...message(), content: 'hello' },
      receipt({ id: '' }),
      receipt({ id: 'a' }, 'arrived'),
      receipt({ peer: ANN }),
      { ...own, kind: 'typing' },
      { ...own, kind: 'optOut' },
    ] as ProviderEvent[];
    for (const event of bad) expect(eventProblem(event)).toEqual(expect.any(String));
  });

  it('gets the time of its arrival where its own is none, or not yet', () => {
    const timeOf = (atMs: number) => (inOurTime(message({ atMs }), NOW) as MessageEvent).atMs;
    expect(timeOf(NOW - 1)).toBe(NOW - 1);
    expect(timeOf(NOW - 0.4)).toBe(NOW);
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, -1, NOW * 1_000]) expect(timeOf(none)).toBe(NOW);
  });

  it('does not make a conversation wait for its other pieces for ever', () => {
    const waitOf = (waitMs: number) =>
      (inOurTime(message({ fragment: { key: 'f', index: 0, waitMs } }), NOW) as MessageEvent).fragment!.waitMs;
    expect(waitOf(2_000)).toBe(2_000);
    expect(waitOf(Number.MAX_SAFE_INTEGER)).toBe(300_000);
    expect(waitOf(Number.NaN)).toBe(0);
  });
});
