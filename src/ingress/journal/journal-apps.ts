import type { WebhooksJournalApi } from '../../hubspot/client/webhooks-journal-api.js';

/** The apps whose webhooks journal is read. */
export interface JournalApps {
  /** `undefined`: it is not configured to be read. */
  journalOf(app: string): WebhooksJournalApi | undefined;
  /** Portals in which the app is installed, as far as is known. */
  portalsOf(app: string): string[];
}

export const JOURNAL_APPS = Symbol.for('channelwright.JournalApps');
