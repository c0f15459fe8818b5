import type { ErrorEntry } from './error-entry.js';

export const HUBSPOT_ERRORS = {} satisfies Record<string, ErrorEntry>;
