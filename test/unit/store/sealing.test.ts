import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createSealer } from '../../../src/store/sealing.js';

const [one, two] = [randomBytes(32), randomBytes(32)];

describe('Sealing', () => {
  it('gives back what was sealed', () => {
    const sealer = createSealer([one]);
    for (const doc of ['', 'plain', 'ünï 日本 🙂', 'x'.repeat(100_000)]) {
      expect(sealer.open('contents', 'k', sealer.seal('contents', 'k', doc))).toBe(doc);
    }
  });

  it('never seals the same text alike', () => {
    const sealer = createSealer([one]);
    const sealed = Array.from({ length: 2000 }, () =>
      Buffer.from(sealer.seal('contents', 'k', 'same')).toString('hex'),
    );
    expect(new Set(sealed).size).toBe(2000);
    expect(new Set(sealed.map((hex) => hex.slice(18, 42))).size).toBe(2000);
  });

  it('opens only in the row it was sealed for', () => {
    const sealer = createSealer([one]);
    const sealed = sealer.seal('contents', 'k', 'secret');
    expect(() => sealer.open('contents', 'other', sealed)).toThrow(
      expect.objectContaining({ code: 'CW_STORE_DAMAGED' }),
    );
    expect(() => sealer.open('accounts', 'k', sealed)).toThrow(expect.objectContaining({ code: 'CW_STORE_DAMAGED' }));
  });

  it.each([0, 30, 37, -1])('notices a change of byte %i', (at) => {
    const sealer = createSealer([one]);
    const sealed = Buffer.from(sealer.seal('contents', 'k', 'secret'));
    const index = at < 0 ? sealed.length - 1 : at;
    sealed[index] = sealed[index]! ^ 1;
    expect(() => sealer.open('contents', 'k', sealed)).toThrow(expect.objectContaining({ code: 'CW_STORE_DAMAGED' }));
    expect(() => sealer.open('contents', 'k', sealed.subarray(0, 20))).toThrow(
      expect.objectContaining({ code: 'CW_STORE_DAMAGED' }),
    );
  });

  it('encrypts with the first key and decrypts with all', () => {
    const before = createSealer([one]).seal('contents', 'k', 'secret');
    const rotated = createSealer([two, one]);
    expect(rotated.open('contents', 'k', before)).toBe('secret');
    const after = rotated.seal('contents', 'k', 'secret');
    expect(createSealer([two]).open('contents', 'k', after)).toBe('secret');
    expect(() => createSealer([one]).open('contents', 'k', after)).toThrow(
      expect.objectContaining({ code: 'CW_STORE_KEY_MISSING', message: expect.stringContaining(rotated.keyIds[0]!) }),
    );
  });

  it('needs a key, of 32 bytes', () => {
    expect(() => createSealer([])).toThrow(expect.objectContaining({ code: 'CW_STORE_KEY_MISSING' }));
    expect(() => createSealer([one, new Uint8Array(31)])).toThrow(
      expect.objectContaining({ code: 'CW_STORE_KEY_MISSING', message: expect.stringContaining('31') }),
    );
  });
});
