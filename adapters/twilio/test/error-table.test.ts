import { describe, expect, it } from '@jest/globals';
import { FAILURE_CLASSES } from 'channelwright/adapter';
import { ERROR_TABLE, type ErrorRow } from '../error-table.js';
import { outcomeOfRefusal, reasonOf } from '../failure.js';
import { statusEvent } from '../status-event.js';
import { readRepositoryFile } from './support.js';

describe('the error table', () => {
  it('has each code once, and only classes of the contract', () => {
    const codes = ERROR_TABLE.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const row of ERROR_TABLE) expect(FAILURE_CLASSES).toContain(row.class);
  });

  it('says the same of a code on both paths', () => {
    for (const { code } of ERROR_TABLE) {
      const refusal = outcomeOfRefusal(400, { code, message: 'Twilio says so' }, undefined);
      const [receipt] = statusEvent('a', 'sms', { sid: 'SM1', status: 'undelivered', errorCode: code });
      expect(receipt).toMatchObject({ state: 'failed', reason: (refusal as { reason: unknown }).reason });
    }
  });

  it('is the table in the documentation', async () => {
    const page = await readRepositoryFile('docs/reference/twilio-adapter.md');
    const rows = page.split('\n').filter((line) => /^\| \d{5} \|/.test(line));
    expect(rows).toEqual([...ERROR_TABLE].sort((a, b) => a.code - b.code).map(documented));
  });

  function documented({ code, meaning, class: failure, scope, reaction, afterMs }: ErrorRow): string {
    const wait = afterMs === undefined ? '' : `${afterMs / 60_000} min`;
    return `| ${code} | ${meaning} | ${failure} | ${scope} | ${reaction} | ${wait} |`;
  }
});

describe('an error code', () => {
  it.each([
    [21610, 'rejected', { class: 'recipient-opted-out', scope: 'peer' }],
    [20003, 'blocked', { class: 'credentials-invalid', scope: 'account' }],
    [21606, 'blocked', { class: 'sender-invalid', scope: 'sender' }],
    [20429, 'retry', { class: 'rate-limited', scope: 'account' }],
    [21611, 'retry', { class: 'rate-limited', scope: 'sender', afterMs: 600_000 }],
    [63016, 'rejected', { class: 'outside-window', scope: 'message' }],
  ])('%i is %s', (code, kind, reason) => {
    expect(outcomeOfRefusal(400, { code }, undefined)).toMatchObject({
      kind,
      reason: { ...reason, code: String(code) },
    });
  });

  it('that is unknown concerns the message alone, in Twilio’s words without the number', () => {
    expect(reasonOf(29999, 'Number +15550199000 is on fire')).toEqual({
      class: 'unknown',
      scope: 'message',
      code: '29999',
      detail: 'Number … is on fire',
    });
  });

  it('waits as long as Twilio asks, where it asks for longer', () => {
    expect(outcomeOfRefusal(429, { code: 20429 }, 7000)).toMatchObject({ kind: 'retry', reason: { afterMs: 7000 } });
    expect(outcomeOfRefusal(429, { code: 21611 }, 7000)).toMatchObject({ reason: { afterMs: 600_000 } });
  });
});

describe('an answer without a known code', () => {
  it.each([
    [400, 'rejected'],
    [401, 'blocked'],
    [403, 'blocked'],
    [404, 'rejected'],
    [408, 'uncertain'],
    [429, 'retry'],
    [500, 'uncertain'],
    [502, 'uncertain'],
    [503, 'uncertain'],
    [302, 'uncertain'],
  ])('%i is %s: only a 4xx is certainly a refusal', (status, kind) => {
    expect(outcomeOfRefusal(status, undefined, undefined)).toMatchObject({
      kind,
      reason: { detail: `HTTP ${status}` },
    });
  });
});
