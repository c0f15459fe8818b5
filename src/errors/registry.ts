import { COMMAND_ERRORS } from './command-errors.js';
import { CONFIG_ERRORS } from './config-errors.js';
import type { ErrorEntry } from './error-entry.js';
import { HUBSPOT_ERRORS } from './hubspot-errors.js';
import { INGRESS_ERRORS } from './ingress-errors.js';
import { RUNTIME_ERRORS } from './runtime-errors.js';
import { STORE_ERRORS } from './store-errors.js';

/** Every error code of the framework. `docs/reference/errors.md` lists the same ones; a test compares them. */
export const ERRORS = {
  ...COMMAND_ERRORS,
  ...CONFIG_ERRORS,
  ...HUBSPOT_ERRORS,
  ...INGRESS_ERRORS,
  ...RUNTIME_ERRORS,
  ...STORE_ERRORS,
} satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
