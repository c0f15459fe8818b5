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
  CW_NOT_RUNNING: {
    message: 'The connector is not running',
    remedy: 'Await `start()` first.',
  },
  CW_ADAPTER_NOT_FOUND: {
    message: 'An adapter cannot be loaded',
    remedy: 'Use a built-in name, or name the package or the path of the file under `adapters:`.',
  },
  CW_ADAPTER_INVALID: {
    message: 'A module is not an adapter that can be used',
    remedy:
      'Export `defineAdapter({ … })` as the default of an ES module (`"type": "module"`), with all that it declares.',
  },
} satisfies Record<string, ErrorEntry>;
