import { describe, expect, it } from '@jest/globals';
import { secret } from 'channelwright/adapter';
import { z } from 'zod';
import { fieldsOf } from '../../../../src/onboarding/connect/form-field.js';
import { formOfSchema } from '../../../../src/onboarding/connect/form-of-schema.js';
import { readForm } from '../../../../src/onboarding/connect/form-values.js';
import { schemaIssues } from '../../../../src/onboarding/connect/schema-issues.js';

function formOf(shape: z.ZodRawShape, language: 'en' | 'ja' = 'en') {
  return formOfSchema(z.strictObject(shape), language);
}

/** What a form of one setting makes of what was sent. */
function read(setting: z.ZodType, sent: Record<string, string>) {
  const { settings, problems } = readForm(formOf({ it: setting }), new URLSearchParams(sent));
  return { settings, problems: Object.fromEntries(problems) };
}

describe('the form of settings', () => {
  it.each([
    ['a text', z.string(), { kind: 'text', input: 'text', required: true }],
    ['an address of the web', z.url().optional(), { kind: 'text', input: 'url', required: false }],
    ['an e-mail address', z.email().exactOptional(), { kind: 'text', input: 'email', required: false }],
    ['a text or nothing', z.string().nullable().optional(), { kind: 'text' }],
    ['a text with a default', z.string().default('eu'), { kind: 'text', initial: 'eu', required: false }],
    ['a secret', secret(), { kind: 'secret', required: true }],
    ['a secret that may be left out', secret().optional(), { kind: 'secret', required: false }],
    ['a number', z.number(), { kind: 'number', required: true }],
    ['a whole number', z.number().int().min(1).default(3), { kind: 'number', initial: '3' }],
    ['a word of several', z.enum(['a', 'b']), { kind: 'choice' }],
    ['a word of several, as a union', z.union([z.literal('a'), z.literal('b')]), { kind: 'choice' }],
    ['yes or no, with a default', z.boolean().default(true), { kind: 'checkbox', initial: true }],
    ['yes or no', z.boolean(), { kind: 'checkbox', initial: false }],
    ['yes, no or neither', z.boolean().optional(), { kind: 'choice', required: false }],
    ['texts', z.array(z.string()), { kind: 'lines' }],
    ['settings that belong together', z.strictObject({ a: z.string() }), { kind: 'group' }],
    ['one possible word', z.literal('v1'), { kind: 'fixed', value: 'v1' }],
    ['any keys', z.record(z.string(), z.string()), { kind: 'unshown' }],
    ['a list of secrets of several things', z.array(secret()), { kind: 'unshown' }],
    ['lists of objects', z.array(z.strictObject({ a: z.string() })), { kind: 'unshown' }],
    ['one of several shapes', z.union([z.strictObject({ a: z.string() }), z.string()]), { kind: 'unshown' }],
  ])('has %s', (_, setting, item) => {
    expect(formOf({ it: setting })).toMatchObject([item]);
  });

  it('is titled by its author, in the language of the reader, else by its key', () => {
    const meta = { title: 'Token', description: 'A word.', ja: { title: 'トークン', description: '言葉です。' } };
    const shape = { authToken: secret().meta(meta), account_sid: z.string().meta({ description: 'An id.' }) };
    expect(formOf(shape)).toMatchObject([
      { title: 'Token', help: 'A word.' },
      { title: 'Account sid', help: 'An id.' },
    ]);
    expect(formOf(shape, 'ja')).toMatchObject([{ title: 'トークン', help: '言葉です。' }, { title: 'Account sid' }]);
  });

  it('is read as a configuration would have it', () => {
    expect(read(secret(), { 'settings.it': ' a-secret ' }).settings).toEqual({ it: 'a-secret' });
    expect(read(z.number().optional(), { 'settings.it': '2.5' }).settings).toEqual({ it: 2.5 });
    expect(read(z.boolean().default(true), {}).settings).toEqual({ it: false });
    expect(read(z.boolean().optional(), { 'settings.it': 'false' }).settings).toEqual({ it: false });
    expect(read(z.boolean().optional(), { 'settings.it': '' }).settings).toEqual({});
    expect(read(z.array(z.string()), { 'settings.it': 'a\r\n\r\n b ' }).settings).toEqual({ it: ['a', 'b'] });
    expect(read(z.literal('v1'), {}).settings).toEqual({ it: 'v1' });
    expect(read(z.string().default('x'), { 'settings.it': ' ' }).settings).toEqual({});
  });

  it('leaves out a group of which nothing was filled in, unless it is needed', () => {
    const group = z.strictObject({ host: z.string(), port: z.number() });
    expect(read(group.optional(), {})).toEqual({ settings: {}, problems: {} });
    expect(read(group.optional(), { 'settings.it.host': 'a' })).toEqual({
      settings: { it: { host: 'a' } },
      problems: { 'settings.it.port': { kind: 'missing' } },
    });
    expect(Object.keys(read(group, {}).problems)).toEqual(['settings.it.host', 'settings.it.port']);
  });

  it.each([
    ['nothing', z.string(), '', 'missing'],
    ['too much', z.string(), 'x'.repeat(5_000), 'too-long'],
    ['no number', z.number(), 'many', 'not-a-number'],
    ['a word that is not listed', z.enum(['a']), 'b', 'not-listed'],
  ])('says where there is %s', (_, setting, sent, kind) => {
    expect(read(setting, { 'settings.it': sent }).problems).toEqual({ 'settings.it': { kind } });
  });

  it('has the issues of a schema beside the fields they are about, without what was typed', () => {
    const schema = z
      .strictObject({ a: z.string().regex(/^x/, 'must begin with x'), b: z.strictObject({ c: z.number().max(3) }) })
      .refine(() => false, { message: 'says typed-word', path: [] });
    const items = formOfSchema(schema, 'en');
    const settings = { a: 'typed-word', b: { c: 9 } };
    const { issues } = schema.safeParse(settings).error!;
    expect(Object.fromEntries(schemaIssues(issues, items, settings))).toEqual({
      'settings.a': { kind: 'invalid', words: 'must begin with x' },
      'settings.b.c': { kind: 'invalid' },
      '': { kind: 'invalid', words: 'says …' },
    });
    expect(fieldsOf(items).map(({ name }) => name)).toEqual(['settings.a', 'settings.b.c']);
  });
});
