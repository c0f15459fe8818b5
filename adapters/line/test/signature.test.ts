import { describe, expect, it } from '@jest/globals';
import { validateSignature } from '@line/bot-sdk';
import fc from 'fast-check';
import { lineAccount, lineAdapter, lookupOf, noCalls, rawWebhook, signatureOf } from './support.js';

const adapter = lineAdapter(noCalls);

/** Whether the signature is believed. At an account's own URL, a body that names no bot fails only after the signature. */
function believes(body: string | Uint8Array, secret: string, signature: string): boolean {
  const accounts = lookupOf(lineAccount({ channelSecret: secret }));
  const verdict = adapter.authenticateWebhook(rawWebhook(body, { accountKey: 'main-bot', signature }), accounts);
  return verdict.kind === 'authenticated' || (verdict.kind === 'refused' && verdict.status === 403);
}

describe('x-line-signature', () => {
  it('of a known body is the known one', () => {
    const signature = 't7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=';
    expect(believes('{"hello":"world"}', 'test_secret', signature)).toBe(true);
    expect(believes('{"hello":"World"}', 'test_secret', signature)).toBe(false);
  });

  const body = fc.oneof(fc.json(), fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 64 }));
  const secret = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });

  it('is believed exactly where the official SDK believes it', () => {
    fc.assert(
      fc.property(body, secret, secret, fc.boolean(), (signed, ours, theirs, same) => {
        const signature = signatureOf(signed, same ? ours : theirs);
        const bytes = Buffer.from(signed as string);
        expect(believes(bytes, ours, signature)).toBe(validateSignature(bytes, ours, signature));
      }),
    );
  });

  it('is never believed where the official SDK refuses it, whatever it looks like', () => {
    const anyUnits = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
    const claimed = fc.oneof(fc.string(), fc.base64String({ maxLength: 60 }), anyUnits);
    fc.assert(
      fc.property(body, secret, claimed, (signed, ours, signature) => {
        const bytes = Buffer.from(signed as string);
        expect(believes(bytes, ours, signature) && !validateSignature(bytes, ours, signature)).toBe(false);
      }),
    );
  });
});
