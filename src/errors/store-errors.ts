import type { ErrorEntry } from './error-entry.js';

export const STORE_ERRORS = {
  CW_STORE_UNAVAILABLE: {
    message: 'The store cannot be read or written',
    remedy: 'Look at the disk (space, permissions) or the database; work resumes by itself once it answers.',
  },
  CW_STORE_LOCKED: {
    message: 'Another engine is running on this store',
    remedy: 'Stop the other process, or give this one a store of its own.',
  },
  CW_STORE_FENCED: {
    message: 'This process no longer owns the store',
    remedy: 'Another engine took over; this process stops by itself. Nothing was lost.',
  },
  CW_STORE_TOO_NEW: {
    message: 'The store was written by a newer version',
    remedy: 'Run the version that wrote it, or a newer one.',
  },
} satisfies Record<string, ErrorEntry>;
