import type { ErrorEntry } from './error-entry.js';

export const STORE_ERRORS = {
  CW_STORE_UNAVAILABLE: {
    message: 'The store cannot be read or written',
    remedy:
      'Look at the disk (space, permissions), or at the database: does it run, is it reached at this host and port, has it connections left? What runs goes on by itself once it answers; a command or a start is to be repeated.',
  },
  CW_STORE_LOCKED: {
    message: 'Another engine is running on this store',
    remedy: 'Stop the other process, or give this one a store of its own.',
  },
  CW_STORE_FENCED: {
    message: 'This process no longer owns what it was about to write or to call for',
    remedy:
      'Another process took over, and nothing was lost. In a fleet this one goes on with the slots it has and comes back by itself; look at its heartbeats (`channelwright fleet`) if that happens often. On an embedded store it stops.',
  },
  CW_STORE_TOO_NEW: {
    message: 'The store was written by a newer version',
    remedy: 'Run the version that wrote it, or a newer one.',
  },
  CW_STORE_ROW_INVALID: {
    message: 'A row or a query does not fit the tables of the store',
    remedy: 'This is a defect, not a setting: report it with what is named here.',
  },
  CW_STORE_KEY_MISSING: {
    message: 'The store cannot be read with the configured encryption keys',
    remedy: 'Put the key it was written with back into `encryptionKeys`; the newest stands first. Each is 32 bytes.',
  },
  CW_KEYS_IN_USE: {
    message: 'A process that writes into the store now seals with another key than the first one of this configuration',
    remedy:
      'Start it again with the new key in front and the old one behind it; a fleet in two rounds. Then try again.',
  },
  CW_FLEET_KEYS_DIFFER: {
    message: 'What this replica and another that lives would write, the other could not read',
    remedy:
      'Change `encryptionKeys` in two rounds: first the new key behind the old one on every replica, then in front of it on every one.',
  },
  CW_STORE_REFUSED: {
    message: 'The database does not let us in',
    remedy: 'Look at user, password, database name and `tls` of `store`, and at what this user may do there.',
  },
  CW_STORE_NOT_MIGRATED: {
    message: 'The tables of the store are of an older version',
    remedy: 'Run `channelwright migrate`, or let the connector do so when it starts.',
  },
  CW_STORE_DAMAGED: {
    message: 'The file of the store is damaged',
    remedy: 'Stop, keep a copy of the file, and restore the last backup.',
  },
  CW_STORE_STOPPED: {
    message: 'The store has ended in this process',
    remedy: 'Start the process again; what was acknowledged is kept. If it was not stopped on purpose, see the log.',
  },
} satisfies Record<string, ErrorEntry>;
