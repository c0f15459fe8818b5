import type { ErrorEntry } from './error-entry.js';

export const RUNTIME_ERRORS = {
  CW_NODE_TOO_OLD: {
    message: 'This Node.js is too old',
    remedy: 'Use Node.js 22.19 or newer.',
  },
  CW_FOLD_FAILED: {
    message: 'An event could not be folded',
    remedy:
      'A defect: it is kept as a dead letter. Report it with the cause, upgrade, then `channelwright dead-letters replay`.',
  },
} satisfies Record<string, ErrorEntry>;
