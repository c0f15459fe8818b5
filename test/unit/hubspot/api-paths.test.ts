import { describe, expect, it } from '@jest/globals';
import { apiPaths, fillPath } from '../../../src/hubspot/api-paths.js';

describe('paths', () => {
  it('of v3 are those of the guide', () => {
    expect(apiPaths('v3')).toMatchObject({
      channels: '/conversations/v3/custom-channels',
      message: '/conversations/v3/custom-channels/:channelId/messages/:messageId',
      files: '/files/v3/files',
      actor: '/conversations/v3/conversations/actors/:actorId',
    });
  });

  it('of a dated version carry the date', () => {
    expect(apiPaths('2026-09')).toMatchObject({
      channels: '/conversations/custom-channels/2026-09',
      stagingToken: '/conversations/custom-channels/2026-09/:channelId/channel-account-staging-tokens/:accountToken',
      inboxes: '/conversations/conversations/2026-09/inboxes',
    });
  });

  it('encode the ids that fill them', () => {
    expect(fillPath('/x/:channelId/y/:messageId', { channelId: '1', messageId: 'a/b?c#d %' })).toBe(
      '/x/1/y/a%2Fb%3Fc%23d%20%25',
    );
  });

  it.each(['', '.', '..'])('cannot be filled with %j, which would name another resource', (id) => {
    expect(() => fillPath('/x/:id', { id })).toThrow(RangeError);
  });
});
