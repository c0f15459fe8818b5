import type { ErrorCode } from '../../errors/registry.js';
import type { UnreadBody } from './ingress-request.js';

/** What came of reading a body. `gone`: the sender has left, nobody is there to answer. */
export type BodyRead =
  | { kind: 'read'; body: Uint8Array }
  | { kind: 'too-large' }
  | { kind: 'too-slow' }
  /** All bodies together would be too large. */
  | { kind: 'no-room' }
  | { kind: 'gone' };

/** What a sender whose body was not read is told. */
export const GIVEN_UP = {
  'too-large': 'CW_BODY_TOO_LARGE',
  'too-slow': 'CW_BODY_TOO_SLOW',
  'no-room': 'CW_BODIES_TOO_MANY',
} as const satisfies Record<UnreadBody, ErrorCode>;

export interface BodyTimes {
  /** In which the whole body must arrive, ms. */
  bodyMs: number;
  /** How long a sender that was refused while still sending is listened to, so that it can read the answer, ms. */
  lingerMs: number;
}

/** A genuine webhook arrives at once; the seconds are for bad lines. */
export const BODY_TIMES: BodyTimes = { bodyMs: 15_000, lingerMs: 2_000 };

const NOTHING = new Uint8Array(0);

export function joined(chunks: Uint8Array[]): Uint8Array {
  const [only = NOTHING, ...others] = chunks;
  return others.length === 0 ? only : Buffer.concat(chunks);
}
