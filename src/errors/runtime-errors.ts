import type { ErrorEntry } from './error-entry.js';

export const RUNTIME_ERRORS = {
  CW_NODE_TOO_OLD: {
    message: 'This Node.js is too old',
    remedy: 'Use Node.js 22.19 or newer.',
  },
} satisfies Record<string, ErrorEntry>;
