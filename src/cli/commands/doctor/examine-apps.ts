import type { AppConfig } from '../../../config/connector-config.js';
import { tokenEndpoint } from '../../../hubspot/oauth/token-endpoint.js';
import type { CommandContext } from '../../command.js';
import type { Session } from '../../session.js';
import type { Finding } from '../check/finding.js';
import { clockFinding } from './clock-finding.js';
import type { Examination } from './examination.js';

/** Nobody has such a token: asking about it shows whether HubSpot takes the credentials that go with the question. */
const NO_TOKEN = 'channelwright-doctor';

/** The credentials of each app, and HubSpot's clock. */
export function appExaminations({ config, http }: Session, { scheduler }: CommandContext): Examination[] {
  return Object.values(config.apps).flatMap((app) => [
    { check: 'client secret', of: `app ${app.name}`, examine: () => secretFindings(app, { http, clock: scheduler }) },
    {
      check: 'clock',
      of: `app ${app.name}`,
      examine: (signal: AbortSignal) => clockFinding(app, http, scheduler, signal),
    },
  ]);
}

type Means = Pick<Parameters<typeof tokenEndpoint>[0], 'http' | 'clock'>;

/** Webhooks are signed with the secret, too: one that HubSpot does not know refuses them all. */
function secretFindings(app: AppConfig, means: Means): Promise<Finding[]> {
  const { clientId, apiBaseUrl: baseUrl } = app;
  return Promise.all(
    app.clientSecrets.map(async (clientSecret, index) => {
      const answer = await tokenEndpoint({ ...means, baseUrl, clientId, clientSecret }).introspect(NO_TOKEN);
      const of = app.clientSecrets.length === 1 ? `app ${app.name}` : `app ${app.name}, the ${ordinal(index)}`;
      const finding = { check: 'client secret', of };
      if (answer.ok || answer.failure.kind === 'disconnected') {
        return { ...finding, state: 'ok' as const, detail: 'HubSpot takes it: it also signs the webhooks' };
      }
      if (answer.failure.kind === 'transient') return unreachable(finding, answer.failure.message);
      return index === 0 ? wrongSecret(finding, answer.failure.message) : oldSecret(finding);
    }),
  );
}

type Subject = Pick<Finding, 'check' | 'of'>;

function wrongSecret(finding: Subject, said: string): Finding {
  const detail = `HubSpot refuses the client id or secret (${said}): tokens cannot be refreshed, and webhooks that HubSpot signs are refused`;
  return { ...finding, state: 'failed', detail, remedy: 'Copy both from the app’s page at HubSpot, its "Auth" tab' };
}

function oldSecret(finding: Subject): Finding {
  const detail = 'HubSpot does not take it any more; webhooks signed with it before are still verified';
  return { ...finding, state: 'ok', detail };
}

function unreachable(finding: Subject, said: string): Finding {
  return { ...finding, state: 'warning', detail: said, remedy: 'See whether HubSpot can be reached from here' };
}

function ordinal(index: number): string {
  return ['first', 'second', 'third'][index] ?? `${index + 1}th`;
}
