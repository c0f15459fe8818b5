import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { formatProblem } from '../../../src/config/config-problem.js';
import { validateWithSchema } from '../../../src/config/validate-with-schema.js';
import { secret } from '../../../src/contract/secret.js';

const schema = z.strictObject({
  accountSid: z.string().regex(/^AC/, 'must begin with AC').meta({ description: 'The account of the console' }),
  authToken: secret('Auth token'),
  region: z.enum(['us1', 'ie1']).optional(),
  senders: z.array(z.strictObject({ number: z.string().min(3), weight: z.number().optional() })).optional(),
});

const where = { file: 'config.yaml', path: 'channels.sms.accounts[0].settings' };

function problems(value: unknown): string[] {
  const result = validateWithSchema(schema, value, where);
  return result.ok ? [] : result.problems.map(formatProblem);
}

describe('settings of an adapter', () => {
  it('come back as its schema reads them', () => {
    const result = validateWithSchema(schema, { accountSid: 'AC1', authToken: 'x' }, where);
    expect(result).toEqual({ ok: true, value: { accountSid: 'AC1', authToken: ['x'] } });
  });

  it('have their mistakes named like any other, at their place in the file', () => {
    const value = { accountSid: 'SK1', authTokn: 'x', region: 'eu', senders: [{ number: '1', wieght: 2 }] };
    expect(problems(value)).toEqual([
      'config.yaml: channels.sms.accounts[0].settings.accountSid must begin with AC. Expected: The account of the console.',
      'config.yaml: channels.sms.accounts[0].settings.authToken is missing. Add it. Auth token.',
      expect.stringMatching(/settings\.region is not valid \(invalid option: .*\)\. Write one of: us1, ie1\.$/),
      expect.stringMatching(/settings\.senders\[0\]\.number is not valid \(too small: .*\)\. Write a text\.$/),
      'config.yaml: channels.sms.accounts[0].settings.senders[0].wieght is not a known key. Did you mean "weight"?',
      'config.yaml: channels.sms.accounts[0].settings.authTokn is not a known key. Did you mean "authToken"?',
    ]);
  });

  it('may be no map at all', () => {
    expect(problems('text')).toEqual([
      'config.yaml: channels.sms.accounts[0].settings is a text, not a map of keys. Write a map of keys. Possible here: accountSid, authToken, region, senders.',
    ]);
  });

  it('are not repeated, even where the adapter’s own words would', () => {
    const talkative = z.strictObject({
      token: z.string().refine(() => false, { error: (issue) => `bad: ${issue.input}` }),
    });
    const result = validateWithSchema(talkative, { token: 's3cret-value' }, where);
    expect(JSON.stringify(result)).not.toContain('s3cret-value');
  });

  it('are validated with any library that has safeParse and issues', () => {
    const other = {
      safeParse: () => ({ success: false, error: { issues: [{ path: ['a', 0], message: 'is odd' }] } }),
    } as unknown as z.ZodType;
    expect(validateWithSchema(other, { a: [1] }, { file: 'f', path: '' })).toEqual({
      ok: false,
      problems: [{ file: 'f', path: 'a[0]', problem: 'is odd', remedy: 'See the documentation of this setting.' }],
    });
  });
});
