import { describe, expect, it } from '@jest/globals';
import type { ThreadMessage } from '../../../../src/hubspot/schemas/inbox.js';
import { threadMessage } from '../../../../src/hubspot/schemas/inbox.js';
import { candidateOf, mayBePublished, verdictOn } from '../../../../src/ingress/sweep/missed-message.js';

const NOW = Date.UTC(2026, 4, 4, 10);
const MINUTE = 60_000;
const ours = {
  appId: 4711,
  isOurs: (channel: string) => channel === '23',
  connectedSince: (account: string) => (account === '25' ? NOW - 60 * MINUTE : undefined),
};

function message(more: object = {}): ThreadMessage {
  return threadMessage.parse({
    type: 'MESSAGE',
    id: 'm1',
    direction: 'OUTGOING',
    channelId: '23',
    channelAccountId: '25',
    createdAt: new Date(NOW - 5 * MINUTE).toISOString(),
    createdBy: 'A-1',
    client: { clientType: 'HUBSPOT' },
    status: { statusType: 'SENT' },
    ...more,
  });
}

const isCandidate = (more: object) => candidateOf(message(more), NOW - 30 * MINUTE, ours) !== undefined;

describe('of the messages of a thread', () => {
  it('an outgoing one over an account of ours is one of which a webhook should have told', () => {
    expect(candidateOf(message(), NOW - 30 * MINUTE, ours)).toMatchObject({
      channelId: '23',
      createdMs: NOW - 5 * MINUTE,
    });
    expect(isCandidate({ status: undefined })).toBe(true);
    expect(isCandidate({ client: { clientType: 'INTEGRATION', integrationAppId: 5 } })).toBe(true);
  });

  it.each([
    ['a comment', { type: 'COMMENT' }],
    ['a customer’s', { direction: 'INCOMING' }],
    ['another channel’s', { channelId: '1002' }],
    ['another account’s', { channelAccountId: '99' }],
    ['one that HubSpot shows as failed', { status: { statusType: 'FAILED' } }],
    ['one that somebody has marked as read', { status: { statusType: 'READ' } }],
    ['one that is archived', { archived: true }],
    ['one that this app has made', { client: { clientType: 'INTEGRATION', integrationAppId: 4711 } }],
    ['one that is too old', { createdAt: new Date(NOW - 31 * MINUTE).toISOString() }],
    ['one without a time', { createdAt: undefined }],
  ])('%s is let be', (_, more) => {
    expect(isCandidate(more)).toBe(false);
  });

  it('one from before the account was connected is let be', () => {
    const createdAt = new Date(NOW - 61 * MINUTE).toISOString();
    expect(candidateOf(message({ createdAt }), 0, ours)).toBeUndefined();
  });

  it('one that nobody else has made may be an echo of ours', () => {
    expect(mayBePublished(message({ client: { clientType: 'SYSTEM' } }))).toBe(true);
    expect(mayBePublished(message({ client: undefined, createdBy: undefined }))).toBe(true);
    expect(mayBePublished(message({ client: { clientType: 'SYSTEM' }, createdBy: 'B-1' }))).toBe(false);
    expect(mayBePublished(message())).toBe(false);
  });
});

describe('what becomes of a message depends on its age', () => {
  it.each([
    [30_000, 'young'],
    [60_000, 'accepted'],
    [15 * MINUTE, 'accepted'],
    [15 * MINUTE + 1, 'reported'],
  ])('%d ms: %s', (age, verdict) => {
    expect(verdictOn(NOW - age, NOW, 15 * MINUTE)).toBe(verdict);
  });

  it('and on whether lost transactions may have sent it', () => {
    expect(verdictOn(NOW - 5 * MINUTE, NOW, 15 * MINUTE, NOW - MINUTE)).toBe('reported');
    expect(verdictOn(NOW - 5 * MINUTE, NOW, 15 * MINUTE, NOW - 6 * MINUTE)).toBe('accepted');
  });
});
