import { isIP } from 'node:net';
import { z } from 'zod';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const ACCOUNT_KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The key of an app or a channel: part of webhook URLs. */
export const name = z.string().regex(NAME, 'is not a usable name').meta({
  remedy: 'Names are part of URLs: write letters, digits, "-" and "_", at most 64.',
});

export const accountKey = z.string().regex(ACCOUNT_KEY, 'is not a usable key').meta({
  description: 'Our key for the account, stable for its life and part of its webhook URL. Default: derived.',
  remedy: 'Write letters, digits, ".", "-" and "_", at most 64.',
});

/** One of HubSpot's numeric ids, bare or in quotes; read as text. */
export function numericId(description: string) {
  return z
    .union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative()], { error: 'is not a numeric id' })
    .transform(String)
    .meta({ description, remedy: 'Write the number that HubSpot shows, in quotes.' });
}

/** A whole number, bare or as text (so that it may come from a reference). */
export function wholeNumber(description: string, min: number, max: number) {
  const number = z.int().min(min, 'is too small').max(max, 'is too large');
  return z
    .union(
      [
        number,
        z
          .string()
          .regex(/^\d{1,16}$/)
          .transform(Number)
          .pipe(number),
      ],
      {
        error: 'is not a whole number',
      },
    )
    .meta({ description, remedy: `Write a whole number from ${min} to ${max}.` });
}

export function language(description: string) {
  return z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'is not a language tag')
    .meta({ description, remedy: 'Write a language tag, such as en or ja.' });
}

/** A credential of the framework itself. Its value is registered for redaction. */
export function credential(description: string) {
  return z.string().min(1, 'is empty').meta({
    description,
    secret: true,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a reference is written
    remedy: 'Write a reference to a variable or a file: "${NAME}" or "${file:/run/secrets/name}".',
  });
}

/** 32 bytes in base64: 43 characters and one `=`. */
export const encryptionKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'is not 32 bytes in base64')
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
  .meta({
    secret: true,
    remedy: 'Make a key with `openssl rand -base64 32`, keep it among your secrets, and write a reference to it.',
  });

/** One of a few words. */
export function word<const Words extends readonly [string, ...string[]]>(words: Words, description: string) {
  return z
    .enum(words, { error: 'is none of the possible words' })
    .meta({ description, remedy: `Write one of: ${words.join(', ')}.` });
}

/** A range of IP addresses with the length of its prefix. */
export const addressRange = z
  .string()
  .refine(isAddressRange, 'is not a range of addresses')
  .meta({ remedy: 'Write an address and the length of its prefix, such as 10.1.0.0/16 or fd00::/8.' });

function isAddressRange(text: string): boolean {
  const [address = '', prefix = '', ...more] = text.split('/');
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  return more.length === 0 && isIP(address) !== 0 && bits <= (isIP(address) === 4 ? 32 : 128);
}
