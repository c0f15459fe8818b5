import { describe, expect, it } from '@jest/globals';
import { Redactor } from '../../../src/observability/redactor.js';

const SECRET = 'can/ary "5ecret"';

function redactor(...values: string[]): Redactor {
  const made = new Redactor();
  made.register(values);
  return made;
}

describe('a registered value', () => {
  const clean = (fields: Record<string, unknown>) => JSON.stringify(redactor(SECRET).fields(fields));

  it.each<[string, unknown]>([
    ['in a text', `before ${SECRET} after`],
    ['twice in a text', `${SECRET}${SECRET}`],
    ['in a nested list', { a: [{ b: [SECRET] }] }],
    ['as a key', { [SECRET]: 1 }],
    ['in a map and a set', new Map([['a', new Set([SECRET])]])],
    ['percent-encoded in a URL', new URL(`https://a.example/?q=${encodeURIComponent(SECRET)}`)],
    ['form-encoded', new URLSearchParams({ q: SECRET }).toString()],
    ['in JSON', JSON.stringify({ inner: SECRET })],
    ['in an error', new Error(`it said ${SECRET}`)],
    ['in the cause of an error', new Error('outer', { cause: new Error(SECRET) })],
    ['in a field of an error', Object.assign(new Error('outer'), { response: { seen: SECRET } })],
    ['in an error of errors', new AggregateError([new Error(SECRET)], 'all failed')],
  ])('is taken out %s', (_, value) => {
    const text = clean({ value });
    expect(text).not.toContain('5ecret');
    expect(text).toContain('[redacted]');
  });

  it('is taken out of a message', () => {
    expect(redactor('abcdef').text('x abcdef y')).toBe('x [redacted] y');
  });

  it('is taken out whole where another is a part of it', () => {
    expect(redactor('token', 'token-and-more').text('a token-and-more b')).toBe('a [redacted] b');
  });

  it('is taken out whole where a long text is cut', () => {
    expect(redactor('canary-value').text(`${'x'.repeat(8_186)}canary-value`)).not.toContain('canary');
  });

  it('holds no pattern', () => {
    expect(redactor('a.c+$(').text('abc+$( a.c+$(')).toBe('abc+$( [redacted]');
  });

  it('is left alone once it is no longer in use by anybody', () => {
    const made = new Redactor();
    const forgetFirst = made.register(['rotated']);
    const forgetSecond = made.register(['rotated']);
    forgetFirst();
    forgetFirst();
    expect(made.text('rotated')).toBe('[redacted]');
    forgetSecond();
    expect(made.text('rotated')).toBe('rotated');
  });

  it('that is very short is not looked for', () => {
    expect(redactor('a').text('a day')).toBe('a day');
  });
});

describe('a secret nobody registered', () => {
  const clean = (fields: Record<string, unknown>) => new Redactor().fields(fields);

  it.each([
    'authorization',
    'Authorization',
    'cookie',
    'password',
    'authToken',
    'access_token',
    'clientSecret',
    'client_secrets',
    'apiKey',
    'developerApiKey',
    'hapikey',
    'encryptionKeys',
    'x-hubspot-signature-v3',
    'X-Twilio-Signature',
  ])('is told by the name of its field: %s', (name) => {
    expect(clean({ [name]: 'value', inner: { [name]: ['value'] } })).toEqual({
      [name]: '[redacted]',
      inner: { [name]: '[redacted]' },
    });
  });

  it.each(['key', 'idempotencyKey', 'accountKey', 'author', 'correlation', 'status', 'signedAt', 'tokenCount'])(
    'is not seen where there is none: %s',
    (name) => {
      expect(clean({ [name]: 'value' })).toEqual({ [name]: 'value' });
    },
  );

  it.each([
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
    ['Basic QUMxMjM6dG9rZW4=', 'Basic [redacted]'],
    ['https://AC1:token@api.example/x', 'https://[redacted]@api.example/x'],
    ['GET /x?hapikey=abc&limit=5 failed', 'GET /x?hapikey=[redacted]&limit=5 failed'],
    ['?limit=5&access_token=abc', '?limit=5&access_token=[redacted]'],
  ])('is told by its form: %s', (text, expected) => {
    expect(new Redactor().text(text)).toBe(expected);
  });

  it.each(['my PIN is 1234', '{"text":"my PIN is 1234, really"}}', '{"text": my PIN }'])(
    'may be what JSON.parse quotes: %s',
    (body) => {
      const { message } = failureOf(() => JSON.parse(body));
      expect(new Redactor().text(message)).not.toContain('PIN');
    },
  );

  it('may be what a person wrote', () => {
    expect(clean({ text: 'my PIN is 1234', richText: '<b>', content: [{ a: 1 }] })).toEqual({
      text: '[14 characters]',
      richText: '[3 characters]',
      content: '[content]',
    });
  });
});

describe('anything', () => {
  it('becomes plain and bounded', () => {
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;
    let deep: unknown = 'bottom';
    for (let i = 0; i < 20; i += 1) deep = { deep };
    const clean = new Redactor().fields({
      circle,
      deep,
      at: new Date(0),
      bytes: new Uint8Array(7),
      big: 10n,
      fn: () => 1,
      nothing: null,
      list: Array.from({ length: 150 }, (_, index) => index),
      long: 'x'.repeat(100_000),
      get broken(): never {
        throw new Error('no');
      },
    });
    expect(clean).toMatchObject({
      circle: { name: 'circle', self: '[circle]' },
      at: '1970-01-01T00:00:00.000Z',
      bytes: '[7 bytes]',
      big: '10',
      fn: '[function]',
      nothing: null,
      broken: '[unreadable]',
    });
    expect(JSON.stringify(clean['deep'])).toContain('[…]');
    expect(clean['list']).toHaveLength(101);
    expect((clean['long'] as string).length).toBeLessThan(9_000);
  });

  it('is not changed itself', () => {
    const fields = { authToken: 'x', inner: { password: 'y' } };
    new Redactor().fields(fields);
    expect(fields).toEqual({ authToken: 'x', inner: { password: 'y' } });
  });
});

function failureOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}
