import { JOURNAL_PATHS } from '../api-paths.js';
import type { HubSpotResult } from '../failure/hubspot-failure.js';
import { journalBatch, journalSubscriptions } from '../schemas/webhooks-journal.js';
import type { CallOptions } from './api-request.js';
import { type AppCallDeps, createAppCall } from './app-call.js';
import { exchange } from './exchange.js';

/** The event type of an uninstall. Source: HubSpot, "Webhooks journal", app lifecycle events. */
export const UNINSTALLED_EVENT = '4-1916193';
/** HubSpot's type of contacts. */
export const CONTACTS = '0-1';

const FILE_TIMEOUT_MS = 30_000;
/** A larger file of an entry is not read into memory, MiB. */
export const MAX_FILE_MIB = 10;

/**
 * The log in which HubSpot tells an app of uninstalls and privacy deletions; the app asks for it. Scopes
 * `developer.webhooks_journal.*`, of the app itself. Source: HubSpot OpenAPI "Webhooks journal" of 2026-03.
 */
export function webhooksJournalApi(deps: AppCallDeps) {
  const call = createAppCall(deps);
  const get = { method: 'GET', quotaClass: 'delivery', schema: journalBatch } as const;
  const post = { method: 'POST', quotaClass: 'delivery', path: JOURNAL_PATHS.subscriptions } as const;
  return {
    subscriptions: (options?: CallOptions) =>
      call(
        { method: 'GET', quotaClass: 'delivery', path: JOURNAL_PATHS.subscriptions, schema: journalSubscriptions },
        options,
      ),

    /** Of every portal. Asking again changes nothing. */
    subscribeToUninstalls: (options?: CallOptions) => {
      const json = { subscriptionType: 'APP_LIFECYCLE_EVENT', eventTypeId: UNINSTALLED_EVENT, properties: [] };
      return call({ ...post, json }, options);
    },

    /** Of contacts of one portal. Asking again changes nothing. */
    subscribeToDeletions: (portalId: string, options?: CallOptions) => {
      const of = { portalId: Number(portalId), objectTypeId: CONTACTS, actions: ['GDPR_DELETE'] };
      return call({ ...post, json: { subscriptionType: 'GDPR_PRIVACY_DELETION', ...of } }, options);
    },

    /** From the beginning of what HubSpot still has. */
    earliest: (count: number, options?: CallOptions) =>
      call({ ...get, path: JOURNAL_PATHS.earliest, ids: { count: String(count) } }, options),

    /** What came after an offset. `not-found` where HubSpot does not know the offset any more. */
    next: (offset: string, count: number, options?: CallOptions) =>
      call({ ...get, path: JOURNAL_PATHS.next, ids: { offset, count: String(count) } }, options),

    /** Entries by their offsets, with new links. Those that HubSpot has forgotten are not among the results. */
    entries: (offsets: string[], options?: CallOptions) => {
      const json = { inputs: offsets };
      return call(
        { method: 'POST', quotaClass: 'delivery', path: JOURNAL_PATHS.read, json, schema: journalBatch },
        options,
      );
    },

    /** The file of an entry, as it is: see `readJournalFile`. Its link expires, and needs no credentials. */
    file: async (url: string, signal: AbortSignal): Promise<HubSpotResult<string>> => {
      const request = {
        method: 'GET',
        url,
        headers: { accept: 'application/json' },
        timeoutMs: FILE_TIMEOUT_MS,
        maxResponseBytes: MAX_FILE_MIB * 1024 * 1024,
      } as const;
      const answer = await exchange(deps.http, { ...request, signal }, () => deps.clock.now(), [url]);
      if (!answer.ok) return { ok: false, failure: answer.failure };
      return { ok: true, value: answer.text, status: answer.status };
    },
  };
}

export type WebhooksJournalApi = ReturnType<typeof webhooksJournalApi>;
