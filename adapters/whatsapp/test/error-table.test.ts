import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { ERROR_TABLE, errorRow } from '../error-table.js';
import { reasonOf } from '../failure.js';

describe('the table of error codes', () => {
  it('has each code once', () => {
    const codes = ERROR_TABLE.map(({ code }) => code);
    expect(codes).toHaveLength(new Set(codes).size);
  });

  it('closes gates only for what is true of more than one message', () => {
    const narrow = ERROR_TABLE.filter(({ reaction, scope }) => reaction === 'blocked' && /message|peer/.test(scope));
    expect(narrow).toEqual([]);
  });

  it('knows every permission', () => {
    for (const code of [200, 250, 299]) {
      expect(errorRow(code)).toMatchObject({ reaction: 'blocked', class: 'credentials-invalid' });
    }
    expect([errorRow(199), errorRow(300)]).toEqual([undefined, undefined]);
  });

  it('never takes a stop of marketing for an opt-out: who stopped marketing may still be answered', () => {
    expect(ERROR_TABLE.filter((row) => row.class === 'recipient-opted-out')).toEqual([]);
  });

  it('keeps what Meta says of an unknown code short and without numbers', () => {
    const { detail = '' } = reasonOf(999_999, `To +12025550199: ${'text '.repeat(100)}`);
    expect(detail).not.toMatch(/12025550199/);
    expect(detail.length).toBeLessThanOrEqual(200);
  });
});

it('the guide shows the table as it is', async () => {
  const guide = await readFile(new URL('../../../../docs/guides/whatsapp.md', import.meta.url), 'utf8');
  const rows = guide.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  const shown = ERROR_TABLE.map(({ code, meaning, class: failure, scope, reaction, afterMs }) => {
    const waits = afterMs === undefined ? '' : `${afterMs / 1000} s`;
    return `| ${code} | ${meaning} | ${failure} | ${scope} | ${reaction} | ${waits} |`;
  });
  expect(rows).toEqual(shown);
});
