import { describe, expect, it } from '@jest/globals';
import { secret, secretPaths } from 'channelwright/adapter';
import { z } from 'zod';

describe('secret', () => {
  it('is written as one value or as a list, and always read as a list', () => {
    expect(secret().parse('new')).toEqual(['new']);
    expect(secret().parse(['new', 'old'])).toEqual(['new', 'old']);
  });

  it.each([[''], [[]], [['new', '']], [42]])('refuses %j', (value) => {
    expect(secret().safeParse(value).success).toBe(false);
  });
});

describe('secretPaths', () => {
  it('finds a secret however it is wrapped', () => {
    const schema = z.strictObject({
      name: z.string(),
      plain: secret('Where to find it'),
      maybe: secret().optional(),
      checked: secret().refine((list) => list.length < 3),
    });
    expect(secretPaths(schema)).toEqual([['plain'], ['maybe'], ['checked']]);
  });

  it('writes any index of a list and any key of a record as *', () => {
    const schema = z.strictObject({
      list: z.array(z.strictObject({ token: secret() })),
      record: z.record(z.string(), secret()),
      pair: z.tuple([z.string(), secret()]),
    });
    expect(secretPaths(schema)).toEqual([
      ['list', '*', 'token'],
      ['record', '*'],
      ['pair', '*'],
    ]);
  });

  it('counts a secret of any choice, once', () => {
    const schema = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('a'), token: secret() }),
      z.strictObject({ kind: z.literal('b'), token: secret(), other: secret() }),
    ]);
    expect(secretPaths(schema)).toEqual([['token'], ['other']]);
  });

  it('ends on a schema that contains itself', () => {
    const tree = z.strictObject({
      token: secret(),
      get child() {
        return tree.optional();
      },
    });
    expect(secretPaths(tree)).toEqual([['token'], ['child', 'token']]);
  });

  it('passes over what JSON Schema cannot express', () => {
    expect(secretPaths(z.strictObject({ when: z.date(), token: secret() }))).toEqual([['token']]);
  });
});
