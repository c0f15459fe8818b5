import type { AppConfig } from '../../config/connector-config.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import { isGone, type PortalRow } from '../../directory/portals/portal-row.js';
import { type WebhooksJournalApi, webhooksJournalApi } from '../../hubspot/client/webhooks-journal-api.js';
import { appTokens } from '../../hubspot/oauth/app-tokens.js';
import { JOURNAL_SCOPES } from '../../hubspot/oauth/scopes.js';
import { tokenEndpoint } from '../../hubspot/oauth/token-endpoint.js';
import type { JournalApps } from '../../ingress/journal/journal-apps.js';
import type { Scheduler } from '../../policy/scheduler.js';

export interface JournalAppsDeps {
  apps: Readonly<Record<string, AppConfig>>;
  portals: { all(): PortalRow[] };
  http: HttpTransport;
  scheduler: Scheduler;
}

/** The journals of the apps that are configured to be read, each with the app's own credentials. */
export function journalApps({ apps, portals, http, scheduler: clock }: JournalAppsDeps): JournalApps {
  const made = new Map<string, WebhooksJournalApi>();
  const make = ({ appId, apiBaseUrl: baseUrl, clientId, clientSecrets }: AppConfig): WebhooksJournalApi => {
    const endpoint = tokenEndpoint({ http, clock, baseUrl, clientId, clientSecret: clientSecrets[0] ?? '' });
    const tokens = appTokens(() => endpoint.clientCredentials(JOURNAL_SCOPES), clock);
    const credential = { kind: 'client-credentials', tokens } as const;
    return webhooksJournalApi({ http, clock, baseUrl, appId: String(appId), credential });
  };
  return {
    journalOf(name) {
      const app = apps[name];
      if (!app?.webhooksJournal) return undefined;
      const known = made.get(name) ?? make(app);
      made.set(name, known);
      return known;
    },
    portalsOf: (app) => portals.all().flatMap((row) => (row.app === app && !isGone(row) ? [row.portal] : [])),
  };
}
