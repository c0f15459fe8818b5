import { createHash } from 'node:crypto';

/** Is this the verifier that the challenge was made of, by S256? Source: RFC 7636, 4.6. */
export function isVerified(challenge: string, verifier: string | null): boolean {
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
