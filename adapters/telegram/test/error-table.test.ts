import { describe, expect, it } from '@jest/globals';
import { FAILURE_CLASSES } from 'channelwright/adapter';
import { ERROR_TABLE, type ErrorRow, errorRow } from '../error-table.js';
import { outcomeOfRefusal } from '../failure.js';
import { ALLOWED_UPDATES } from '../update.js';
import { readRepositoryFile } from './support.js';

describe('the error table', () => {
  it('has only classes of the contract, and no row that an earlier one hides', () => {
    for (const row of ERROR_TABLE) {
      expect(FAILURE_CLASSES).toContain(row.class);
      expect(errorRow(row.code, row.says?.toUpperCase() ?? '')).toBe(row);
    }
  });

  it('is the table in the documentation', async () => {
    const page = await readRepositoryFile('docs/guides/telegram.md');
    const rows = page.split('\n').filter((line) => /^\| \d{3} \|/.test(line));
    expect(rows).toEqual(ERROR_TABLE.map(documented));
  });

  it('stands beside the updates to ask for, all of them', async () => {
    expect(await readRepositoryFile('docs/guides/telegram.md')).toContain(JSON.stringify(ALLOWED_UPDATES));
  });

  function documented({ code, says, meaning, class: failure, scope, reaction }: ErrorRow): string {
    return `| ${code} | ${says === undefined ? '' : `\`${says}\``} | ${meaning} | ${failure} | ${scope} | ${reaction} |`;
  }
});

describe('a refusal that is not in the table', () => {
  it('is told in Telegram’s words, without what they quote', () => {
    const description = `Bad Request: wrong thing "my text" of user 1234567 at 123456:SECRET-token`;
    expect(outcomeOfRefusal({ code: 400, description })).toEqual({
      kind: 'rejected',
      reason: { class: 'unknown', scope: 'message', code: '400', detail: 'Bad Request: wrong thing … of user … at …' },
    });
  });

  it.each([408, 500, 502, 503])('is uncertain where the message may have gone: %i', (code) => {
    expect(outcomeOfRefusal({ code, description: '' })).toMatchObject({ kind: 'uncertain' });
  });
});
