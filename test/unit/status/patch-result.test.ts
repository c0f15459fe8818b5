import { describe, expect, it } from '@jest/globals';
import type { HubSpotFailure } from '../../../src/hubspot/failure/hubspot-failure.js';
import { statusAnswer } from '../../../src/status/hubspot-status-calls.js';
import { patchOutcome, READ_BACK_AFTER_MS, VISIBILITY_MS } from '../../../src/status/patch-result.js';
import type { StatusAnswer } from '../../../src/status/status-calls.js';
import type { StatusRow } from '../../../src/status/status-row.js';

const CREATED_AT = 1_000_000;
/** Backoff without its jitter: always the longest. */
const longest = { next: () => 1 - Number.EPSILON, uuid: () => '' };

function outcome(answer: Exclude<StatusAnswer, { kind: 'held' }>, { failures = 0, ageMs = 10_000 } = {}) {
  const row = { failures, createdAtMs: CREATED_AT } as StatusRow;
  return patchOutcome(answer, row, CREATED_AT + ageMs, longest);
}

describe('what follows from an answer of HubSpot', () => {
  it('taken: synced', () => {
    expect(outcome({ kind: 'taken' })).toEqual({ kind: 'synced' });
  });

  it('refused: given up at once', () => {
    expect(outcome({ kind: 'refused', code: 'HTTP 400', detail: '400: no' })).toEqual({
      kind: 'abandoned',
      code: 'CW_STATUS_REFUSED',
      answer: 'HTTP 400',
      detail: '400: no',
    });
  });

  it.each([
    [0, 1_000],
    [1, 2_000],
    [4, 16_000],
    [20, 300_000],
  ])('later: again, after %i failures in %i ms', (failures, waitMs) => {
    const ageMs = 10_000;
    expect(outcome({ kind: 'later', code: '', detail: '' }, { failures, ageMs })).toMatchObject({
      kind: 'postponed',
      untilMs: CREATED_AT + ageMs + waitMs,
    });
  });

  it('later: not before HubSpot says', () => {
    const postponed = outcome({ kind: 'later', code: '', detail: '', afterMs: 45_000 }, { ageMs: 0 });
    expect(postponed).toMatchObject({ untilMs: CREATED_AT + 45_000 });
    expect(postponed).not.toHaveProperty('readBackAtMs');
  });

  it('ambiguous: again soon, and read back when a late one has landed', () => {
    expect(outcome({ kind: 'ambiguous', code: '', detail: '' }, { ageMs: 0 })).toMatchObject({
      kind: 'postponed',
      untilMs: CREATED_AT + 1_000,
      readBackAtMs: CREATED_AT + READ_BACK_AFTER_MS,
    });
  });

  it('missing: again at short distances while it may only be invisible, then given up', () => {
    const missing = { kind: 'missing', code: 'HTTP 404', detail: '404: gone' } as const;
    expect(outcome(missing, { ageMs: 0 })).toMatchObject({ kind: 'postponed', untilMs: CREATED_AT + 500 });
    expect(outcome(missing, { ageMs: 0, failures: 9 })).toMatchObject({ untilMs: CREATED_AT + 5_000 });
    expect(outcome(missing, { ageMs: VISIBILITY_MS - 1 })).toMatchObject({ kind: 'postponed' });
    expect(outcome(missing, { ageMs: VISIBILITY_MS })).toMatchObject({
      kind: 'abandoned',
      code: 'CW_STATUS_NO_MESSAGE',
    });
  });
});

describe('what a failure of HubSpot means for a PATCH', () => {
  const failure = (kind: HubSpotFailure['kind'], more: Partial<HubSpotFailure> = {}): HubSpotFailure => ({
    kind,
    retry: 'later',
    message: 'm',
    ...more,
  });

  it.each<[HubSpotFailure, StatusAnswer['kind']]>([
    [failure('validation', { status: 400 }), 'refused'],
    [failure('validation', { status: 410 }), 'refused'],
    [failure('forbidden', { status: 403 }), 'refused'],
    [failure('conflict', { status: 409 }), 'refused'],
    [failure('not-found', { status: 404 }), 'missing'],
    [failure('not-found', { status: 404, unrouted: true }), 'later'],
    [failure('unauthenticated', { status: 401 }), 'later'],
    [failure('rate-limited', { status: 429 }), 'later'],
    [failure('locked', { status: 423 }), 'later'],
    [failure('migrating', { status: 477 }), 'later'],
    [failure('server', { status: 500 }), 'later'],
    [failure('server', { status: 504 }), 'ambiguous'],
    [failure('not-sent'), 'later'],
    [failure('ambiguous'), 'ambiguous'],
    [failure('unreadable', { status: 302 }), 'later'],
  ])('%j: %s', (given, kind) => {
    expect(statusAnswer(given).kind).toBe(kind);
  });

  it('keeps how long to wait, and what support will ask for', () => {
    expect(statusAnswer(failure('rate-limited', { status: 429, retryAfterMs: 10_000, correlationId: 'abc' }))).toEqual({
      kind: 'later',
      code: 'HTTP 429',
      detail: '429: m (correlation abc)',
      afterMs: 10_000,
    });
  });
});
