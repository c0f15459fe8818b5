import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifyAnswer } from '../../../../src/hubspot/failure/classify-answer.js';
import { isDuplicatePublication } from '../../../../src/hubspot/failure/duplicate-publication.js';

const NOW = Date.parse('2026-05-04T09:30:00Z');

function classify(status: number, body: unknown, headers: Record<string, string> = {}, credentials: string[] = []) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyAnswer({ status, headers, text }, NOW, credentials);
}

describe('each status', () => {
  it.each([
    [400, 'validation', 'never'],
    [401, 'unauthenticated', 'never'],
    [403, 'forbidden', 'never'],
    [404, 'not-found', 'never'],
    [408, 'server', 'later'],
    [409, 'conflict', 'never'],
    [413, 'validation', 'never'],
    [414, 'validation', 'never'],
    [415, 'validation', 'never'],
    [423, 'locked', 'later'],
    [429, 'rate-limited', 'later'],
    [477, 'migrating', 'park'],
    [500, 'server', 'later'],
    [502, 'server', 'later'],
    [503, 'server', 'later'],
    [504, 'server', 'later'],
    [521, 'server', 'later'],
    [522, 'server', 'later'],
    [523, 'server', 'later'],
    [524, 'server', 'later'],
    [525, 'server', 'never'],
    [526, 'server', 'never'],
    [302, 'unreadable', 'never'],
  ])('%i is %s, to be tried again: %s', (status, kind, retry) => {
    expect(classify(status, {})).toMatchObject({ status, kind, retry });
  });
});

describe('the body', () => {
  it('gives category, subcategory and reference', () => {
    expect(
      classify(400, {
        status: 'error',
        message: 'One or more Channel Capabilities specified had invalid values: x',
        correlationId: 'c-1',
        context: { capabilityKeysAndValues: ['x'] },
        category: 'VALIDATION_ERROR',
        subCategory: 'CustomChannelsError.INVALID_CHANNEL_CAPABILITY_VALUES',
      }),
    ).toEqual({
      kind: 'validation',
      retry: 'never',
      status: 400,
      message: 'One or more Channel Capabilities specified had invalid values: x',
      correlationId: 'c-1',
      category: 'VALIDATION_ERROR',
      subCategory: 'CustomChannelsError.INVALID_CHANNEL_CAPABILITY_VALUES',
    });
  });

  it.each(['requiredScopes', 'requiredGranularScopes'])('names the missing scopes under %s', (member) => {
    const errors = [
      { message: 'One or more of the following scopes are required.', context: { [member]: ['a', 'b'] } },
    ];
    expect(classify(403, { category: 'MISSING_SCOPES', errors }).requiredScopes).toEqual(['a', 'b']);
  });

  it('may lack its reference, which is then taken from the header', () => {
    expect(classify(500, '', { 'x-hubspot-correlation-id': 'c-2' }).correlationId).toBe('c-2');
  });

  it('may be HTML: a 404 with a page is a path HubSpot does not have', () => {
    expect(classify(404, '<!DOCTYPE html><html>…')).toMatchObject({ kind: 'not-found', unrouted: true });
    expect(classify(404, { category: 'OBJECT_NOT_FOUND' })).not.toHaveProperty('unrouted');
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        expect(classifyAnswer({ status, headers: {}, text }, NOW, []).message.length).toBeLessThanOrEqual(501);
      }),
    );
  });

  it('never carries a credential into the message', () => {
    const message = 'This oauth-token (tok-123) does not have proper permissions! tok-123 ?hapikey=key-9&appId=1';
    const failure = classify(403, { message }, {}, ['tok-123']);
    expect(failure.message).not.toMatch(/tok-123|key-9/);
  });
});

describe('how long to wait', () => {
  const ten = {
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
  };

  it.each([
    ['the rolling window', 429, ten, {}, 10_000],
    ['a second', 429, { message: 'You have reached your secondly limit.', policyName: 'SECONDLY' }, {}, 1_000],
    [
      'a day, probed hourly',
      429,
      { message: 'You have reached your daily limit.', policyName: 'DAILY' },
      {},
      3_600_000,
    ],
    ['an unnamed limit', 429, '', {}, 10_000],
    ['what HubSpot says', 429, ten, { 'retry-after': '3' }, 3_000],
    ['what HubSpot says as a date', 429, ten, { 'retry-after': 'Mon, 04 May 2026 09:30:07 GMT' }, 7_000],
    ['not for ever', 429, ten, { 'retry-after': '999999999' }, 3_600_000],
    ['not for no time', 429, ten, { 'retry-after': '0' }, 1_000],
    ['no nonsense', 429, ten, { 'retry-after': 'soon' }, 10_000],
    ['a migration', 477, {}, { 'retry-after': '7200' }, 7_200_000],
    ['a migration, a day at most', 477, {}, { 'retry-after': '1000000' }, 86_400_000],
    ['a migration without a word', 477, {}, {}, 300_000],
    ['a lock, two seconds', 423, {}, {}, 2_000],
  ])('follows %s', (_, status, body, headers, wait) => {
    expect(classify(status, body, headers).retryAfterMs).toBe(wait);
  });

  it('names the policy and takes errorType for the category', () => {
    expect(classify(429, ten)).toMatchObject({ policyName: 'TEN_SECONDLY_ROLLING', category: 'RATE_LIMIT' });
  });
});

describe('a publication HubSpot has already', () => {
  it('is recognised by 409, and the id of the first is found', () => {
    const failure = classify(409, { message: 'Conflict', id: 'm-1' });
    expect([isDuplicatePublication(failure), failure.existingId]).toEqual([true, 'm-1']);
  });

  it.each([
    { message: 'A message with this integrationIdempotencyId was published', context: { messageId: ['m-1'] } },
    { message: 'x', subCategory: 'ChannelIntegrationMessagePublishError.DUPLICATE_MESSAGE', context: { id: ['m-1'] } },
  ])('is recognised by the words of a 400', (body) => {
    const failure = classify(400, body);
    expect([isDuplicatePublication(failure), failure.existingId]).toEqual([true, 'm-1']);
  });

  it('is not any 400, nor a 404', () => {
    const refusal = { category: 'VALIDATION_ERROR', message: 'integrationThreadId is not allowed for channels with …' };
    expect(isDuplicatePublication(classify(400, refusal))).toBe(false);
    expect(isDuplicatePublication(classify(404, { message: 'duplicate' }))).toBe(false);
    expect(classify(404, { context: { id: ['gone'] } })).not.toHaveProperty('existingId');
  });
});
