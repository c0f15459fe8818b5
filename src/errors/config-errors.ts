import type { ErrorEntry } from './error-entry.js';

export const CONFIG_ERRORS = {
  CW_CONFIG_INVALID: {
    message: 'The configuration is not valid',
    remedy: 'Mend what is named; `channelwright check` tries again without starting anything.',
  },
} satisfies Record<string, ErrorEntry>;
