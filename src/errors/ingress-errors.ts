import type { ErrorEntry } from './error-entry.js';

export const INGRESS_ERRORS = {} satisfies Record<string, ErrorEntry>;
