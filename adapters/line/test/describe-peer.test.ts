import { describe, expect, it } from '@jest/globals';
import { TransportError } from 'channelwright/adapter';
import { type ProviderAnswer, ScriptedTransport } from 'channelwright/testing';
import { GROUP, lineAccount, lineAdapter, USER } from './support.js';

const ROOM = `R${'4'.repeat(32)}`;
const PROFILE: ProviderAnswer = { status: 200, body: { userId: USER, displayName: 'アン', language: 'ja' } };

function describing(peer: string, conversation: string, answer: Error | ProviderAnswer = PROFILE) {
  const http = new ScriptedTransport(answer);
  const address = (value: string) => ({ type: 'CHANNEL_SPECIFIC_OPAQUE_ID' as const, value });
  const { signal } = new AbortController();
  const described = lineAdapter(http).describePeer(address(peer), address(conversation), lineAccount(), signal);
  return { http, described, signal };
}

describe('what somebody is called', () => {
  it.each([
    ['a user', USER, USER, `/v2/bot/profile/${USER}`],
    ['a member of a group', USER, GROUP, `/v2/bot/group/${GROUP}/member/${USER}`],
    ['a member of a room', USER, ROOM, `/v2/bot/room/${ROOM}/member/${USER}`],
  ])('LINE tells of %s', async (_, peer, conversation, path) => {
    const { http, described, signal } = describing(peer, conversation);
    expect(await described).toEqual({ name: 'アン' });
    expect(http.requests).toMatchObject([
      {
        method: 'GET',
        url: new URL(path, 'https://api.line.me'),
        headers: { authorization: 'Bearer a-token-for-tests' },
        preparatory: true,
        signal,
      },
    ]);
  });

  it('is the group’s name where its member is not named', async () => {
    const summary = { status: 200, body: { groupId: GROUP, groupName: 'Neighbours' } };
    const { http, described } = describing(GROUP, GROUP, summary);
    expect(await described).toEqual({ name: 'Neighbours' });
    expect(String(http.requests[0]?.url)).toBe(`https://api.line.me/v2/bot/group/${GROUP}/summary`);
  });

  it('is nothing for a room', async () => {
    const { http, described } = describing(ROOM, ROOM);
    expect([await described, http.requests]).toEqual([{}, []]);
  });

  it('is nothing where LINE has no profile for us: who is no friend, or has blocked the account', async () => {
    expect(await describing(USER, USER, { status: 404, body: { message: 'Not found' } }).described).toEqual({});
  });

  it.each([401, 403, 429, 500])('is not known when LINE answers %p', async (status) => {
    const { described } = describing(USER, USER, { status, body: { message: 'no', displayName: 'no' } });
    await expect(described).rejects.toThrow(`LINE answered ${status}`);
  });

  it('is not known when the answer is not LINE’s', async () => {
    await expect(describing(USER, USER, { status: 200, body: '<html>' }).described).rejects.toThrow(
      'LINE answered 200',
    );
  });

  it('is not known when LINE is out of reach', async () => {
    const away = new TransportError('dns', 'no', 'no such host');
    await expect(describing(USER, USER, away).described).rejects.toBe(away);
  });
});
