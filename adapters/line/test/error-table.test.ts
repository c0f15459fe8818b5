import { describe, expect, it } from '@jest/globals';
import { FAILURE_CLASSES } from 'channelwright/adapter';
import { ERROR_TABLE, type ErrorRow } from '../error-table.js';
import { outcomeOfRefusal } from '../failure.js';
import { readRepositoryFile } from './support.js';

describe('the error table', () => {
  it('has only classes of the contract, and the general row of a status last', () => {
    for (const [index, row] of ERROR_TABLE.entries()) {
      expect(FAILURE_CLASSES).toContain(row.class);
      const before = ERROR_TABLE.slice(0, index).filter(({ status }) => status === row.status);
      expect(before.filter(({ says }) => says === undefined)).toEqual([]);
    }
  });

  it('is the table in the documentation', async () => {
    const page = await readRepositoryFile('docs/guides/line.md');
    const rows = page.split('\n').filter((line) => /^\| \d{3} \|/.test(line));
    expect(rows).toEqual(ERROR_TABLE.map(documented));
  });

  function documented({ status, says, meaning, class: failure, scope, reaction, afterMs }: ErrorRow): string {
    const sentence = says === undefined ? '' : `\`${says.source}\``;
    const wait = afterMs === undefined ? '' : `${afterMs / 1000} s`;
    return `| ${status} | ${sentence} | ${meaning} | ${failure} | ${scope} | ${reaction} | ${wait} |`;
  }
});

describe('a refusal', () => {
  it.each([
    [400, "The property, 'to', in the request body is invalid (line: -, column: -)", 'rejected', 'recipient-invalid'],
    [400, 'Failed to send messages', 'rejected', 'recipient-unreachable'],
    [400, 'Invalid reply token', 'retry', 'outside-window'],
    [400, 'The request body has 1 error(s)', 'rejected', 'content-refused'],
    [401, 'Authentication failed due to the following reason: expired', 'blocked', 'credentials-invalid'],
    [403, 'Access to this API is not available for your account', 'blocked', 'sender-not-permitted'],
    [404, 'Not found', 'rejected', 'recipient-invalid'],
    [410, '', 'rejected', 'recipient-unreachable'],
    [413, '', 'rejected', 'content-too-long'],
    [415, "The content type, 'text/plain', is not supported", 'rejected', 'content-unsupported'],
    [418, '', 'rejected', 'unknown'],
    [429, 'You have reached your monthly limit.', 'blocked', 'quota-exhausted'],
    [429, 'The API rate limit has been exceeded. Try again later.', 'retry', 'rate-limited'],
    [408, '', 'uncertain', 'timeout'],
    [500, 'Internal Server Error', 'uncertain', 'provider-unavailable'],
    [502, '', 'uncertain', 'provider-unavailable'],
    [503, '', 'uncertain', 'provider-unavailable'],
    [504, '', 'uncertain', 'provider-unavailable'],
  ])('%i "%s" is %s, %s', (status, message, kind, failure) => {
    expect(outcomeOfRefusal(status, { message })).toMatchObject({
      kind,
      reason: { class: failure, code: String(status) },
    });
  });

  it('never quotes LINE, who may quote the message', () => {
    const said = { message: 'a secret text', properties: ['a secret text'] };
    expect(JSON.stringify(outcomeOfRefusal(400, said))).not.toContain('secret');
  });

  it('names what of the request is wrong, for who has to mend it', () => {
    const said = { message: 'The request body has 2 error(s)', properties: ['messages[0].text', 'to'] };
    expect(outcomeOfRefusal(400, said)).toMatchObject({
      reason: { detail: 'A message object is not valid: messages[0].text, to' },
    });
  });
});
