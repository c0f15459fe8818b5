import { describe, expect, it } from '@jest/globals';
import { erasedMessage } from '../../../src/erasure/erased-message.js';
import { namesPeer } from '../../../src/erasure/names-peer.js';
import type { MessageRow } from '../../../src/status/message-row.js';

const PEER = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
const encoded = `wire.${Buffer.from('\u001c\u0018\u000b15550199\u0015').toString('base64')}`;
const reason = {
  class: 'recipient-unreachable',
  scope: 'peer',
  scopeKey: PEER.value,
  code: '7',
  detail: PEER.value,
} as const;

describe('an id', () => {
  it.each(['+15550199', 'chat-15550199-7', encoded])('that is made of the address names the peer: %s', (id) => {
    expect(namesPeer(id, [PEER])).toBe(true);
  });

  it.each(['', 'SM0123456789abcdef', 'wire.AAAAAAAAAAAA'])('that is not, does not: %s', (id) => {
    expect(namesPeer(id, [PEER, { value: '' }])).toBe(false);
  });

  it.each([
    ['15550199', 'from=%2B15550199&body=hello'],
    ['15550199', 'payload=%7B%22from%22%3A%2215550199%22%7D'],
    ['ada@example.com', 'from=ada%40example.com'],
    ['ada', '{"from":"ada"}'],
    ['ada@example.com', JSON.stringify({ base64: Buffer.from('from=ada%40example.com').toString('base64') })],
  ])('that is a form names the peer: %s in %s', (value, text) => {
    expect(namesPeer(text, [{ value }])).toBe(true);
  });

  it.each([
    ['1555019', '{"from":"+15550199"}'],
    ['5550199', '{"from":"+15550199"}'],
    ['7', '{"id":"SM17","at":1700000000000}'],
    ['ada@example.com', '{"from":"canada@example.com"}'],
    ['ada', '{"from":"adam"}'],
  ])('of somebody with a longer one does not name the peer: %s in %s', (value, text) => {
    expect(namesPeer(text, [{ value }])).toBe(false);
  });
});

describe('what stays of a message', () => {
  it('are its states and ids, and nothing that tells whose it was', () => {
    const message = {
      key: 'main/1/m1',
      conversation: 'c',
      to: PEER,
      rejection: reason,
      parts: [
        {
          id: 'p1',
          abandoned: reason,
          attempts: [
            {
              outcome: 'accepted',
              reason,
              ids: [
                { id: encoded, progress: 'failed', atMs: 1, reason },
                { id: 'SM1', progress: 'read', atMs: 1 },
              ],
            },
          ],
        },
      ],
    } as unknown as MessageRow;
    const left = erasedMessage(message, (id) => (namesPeer(id, [PEER]) ? 'hidden-1' : id), 5);
    expect(JSON.stringify(left)).not.toContain('5550199');
    expect(JSON.stringify(left)).not.toContain(encoded);
    const bare = { class: 'recipient-unreachable', scope: 'peer', code: '7' };
    expect(left).toMatchObject({ key: 'main/1/m1', conversation: '', rejection: bare });
    expect(left.parts?.[0]?.attempts[0]?.ids).toMatchObject([
      { id: 'hidden-1', progress: 'failed', reason: bare },
      { id: 'SM1', progress: 'read' },
    ]);
  });
});
