import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenSession, openSession } from '../../../../src/store/sqlite/open-session.js';
import type { WorkerSettings } from '../../../../src/store/sqlite/protocol.js';

export interface TemporaryStore {
  folder: string;
  path: string;
  settings: WorkerSettings;
  /** Opens the database in this thread; it is closed with the rest. */
  open(over?: Partial<WorkerSettings>): OpenSession;
  remove(): void;
}

/** A folder for a store that is gone after the test. */
export function temporaryStore(): TemporaryStore {
  const folder = mkdtempSync(join(tmpdir(), 'channelwright-store-'));
  const path = join(folder, 'store.db');
  const settings: WorkerSettings = { path, keys: [randomBytes(32)], mode: 'engine', busyTimeoutMs: 0 };
  const opened: OpenSession[] = [];
  return {
    folder,
    path,
    settings,
    open(over = {}) {
      const session = openSession({ ...settings, ...over });
      opened.push(session);
      return session;
    },
    remove() {
      for (const session of opened) if (session.session.connection.database.isOpen) session.close();
      rmSync(folder, { recursive: true });
    },
  };
}
