import { describe, expect, it } from '@jest/globals';
import { printable } from '../../../../src/cli/output/printable.js';
import { isoTime, table } from '../../../../src/cli/output/table.js';

describe('a table', () => {
  it('has headings and columns, and no lines or colours', () => {
    expect(
      table(
        ['name', 'count'],
        [
          ['one', 1],
          ['eleven', 11],
        ],
        'none',
      ),
    ).toBe(['NAME    COUNT', 'one     1', 'eleven  11'].join('\n'));
  });

  it('shows what is not there as a dash', () => {
    expect(table(['name', 'until'], [['one', undefined]], 'none')).toContain('one   –');
  });

  it('says it in words when there is nothing to show', () => {
    expect(table(['name'], [], 'There is nothing.')).toBe('There is nothing.');
  });

  it('keeps wide letters in their columns', () => {
    const [, first, second] = table(
      ['name', 'count'],
      [
        ['東京', 1],
        ['abcd', 2],
      ],
      'none',
    ).split('\n');
    expect([first, second]).toEqual(['東京  1', 'abcd  2']);
  });

  it('lets nothing from outside move the cursor', () => {
    expect(table(['name'], [['\u001b[2Jgone\r']], 'none')).toBe('NAME\n\ufffd[2Jgone\ufffd');
  });
});

describe('printable text', () => {
  it('keeps lines, tabs and every letter', () => {
    expect(printable('a\tb\nç 東 🙂')).toBe('a\tb\nç 東 🙂');
  });

  it.each(['\u0000', '\u0007', '\u001b', '\u007f', '\u009b'])('takes out %j', (control) => {
    expect(printable(`a${control}b`)).toBe('a\ufffdb');
  });
});

it('times are in UTC', () => {
  expect(isoTime(Date.UTC(2026, 4, 4, 9, 30))).toBe('2026-05-04T09:30:00.000Z');
});
