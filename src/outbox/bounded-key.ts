import { hash } from 'node:crypto';

/** Longer names are kept as their hash, so that the keys they are part of fit any store (see {@link Table.key}). */
const LONGEST_NAME = 200;

/** A name somebody else has chosen (a provider's id, an address), as a part of a key. The same for the same name. */
export function boundedKey(name: string): string {
  return name.length <= LONGEST_NAME ? name : `#${hash('sha256', name, 'base64url')}`;
}
