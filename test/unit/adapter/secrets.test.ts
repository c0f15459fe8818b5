import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sameSecret } from '../../../src/adapter/same-secret.js';
import { verifyHmac } from '../../../src/adapter/verify-hmac.js';
import { anyText } from '../../fixtures/any-text.js';
import { SEED } from '../../fixtures/property.js';

fc.configureGlobal({ seed: SEED });

const algorithm = fc.constantFrom('sha1' as const, 'sha256' as const);
const encoding = fc.constantFrom('hex' as const, 'base64' as const);
const secret = fc.string({ minLength: 1 });

describe(`sameSecret (CHANNELWRIGHT_SEED=${SEED})`, () => {
  it('is true for the same text and for no other', () => {
    fc.assert(
      fc.property(fc.string(), secret, (given, known) => {
        expect(sameSecret(known, known)).toBe(true);
        expect(sameSecret(given, known)).toBe(given === known);
      }),
    );
  });

  it('is never true where no secret was set', () => {
    expect(sameSecret('', '')).toBe(false);
  });
});

describe(`verifyHmac (CHANNELWRIGHT_SEED=${SEED})`, () => {
  it('knows a signature by any of the active secrets, and by no other', () => {
    fc.assert(
      fc.property(
        algorithm,
        encoding,
        fc.uniqueArray(secret, { minLength: 2, maxLength: 4 }),
        fc.uint8Array(),
        (algorithm, encoding, [revoked, ...secrets], signed) => {
          const sign = (key: string) => createHmac(algorithm, key).update(signed).digest(encoding);
          for (const key of secrets)
            expect(verifyHmac({ algorithm, encoding, secrets, signed, given: sign(key) })).toBe(true);
          expect(verifyHmac({ algorithm, encoding, secrets, signed, given: sign(revoked!) })).toBe(false);
        },
      ),
    );
  });

  it('answers false, and throws never, for whatever stands in the header', () => {
    fc.assert(
      fc.property(algorithm, encoding, fc.array(fc.string()), anyText(), (algorithm, encoding, secrets, given) => {
        expect(verifyHmac({ algorithm, encoding, secrets, signed: 'body', given })).toBe(false);
      }),
    );
  });

  it('does not take a signature that was cut, lengthened or changed in one place', () => {
    const given = createHmac('sha256', 'key').update('body').digest('base64');
    const check = (claimed: string) =>
      verifyHmac({ algorithm: 'sha256', secrets: ['key'], signed: 'body', given: claimed, encoding: 'base64' });
    expect(check(given)).toBe(true);
    for (const forged of [given.slice(0, -1), `${given}=`, ` ${given}`, given.toLowerCase(), `A${given.slice(1)}`]) {
      expect({ forged, genuine: check(forged) }).toEqual({ forged, genuine: false });
    }
  });

  it('reads hexadecimal in either case', () => {
    const given = createHmac('sha1', 'key').update('body').digest('hex').toUpperCase();
    expect(verifyHmac({ algorithm: 'sha1', secrets: ['key'], signed: 'body', given, encoding: 'hex' })).toBe(true);
  });

  it('takes a secret as bytes, and never an empty one', () => {
    const signed = Buffer.from('body');
    const bytes = new Uint8Array([0, 255, 7]);
    const by = (key: string | Uint8Array) => createHmac('sha256', key).update(signed).digest('hex');
    const check = (secrets: (string | Uint8Array)[], given: string) =>
      verifyHmac({ algorithm: 'sha256', secrets, signed, given, encoding: 'hex' });
    expect(check([bytes], by(bytes))).toBe(true);
    expect(check([''], by(''))).toBe(false);
    expect(check([], by(''))).toBe(false);
  });
});
