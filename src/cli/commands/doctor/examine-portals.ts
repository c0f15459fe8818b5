import type { AppConfig, ConnectorConfig } from '../../../config/connector-config.js';
import type { PortalRow } from '../../../directory/portals/portal-row.js';
import { hubSpotError } from '../../../hubspot/failure/hubspot-error.js';
import { tokenEndpoint } from '../../../hubspot/oauth/token-endpoint.js';
import type { CommandContext } from '../../command.js';
import { agoText } from '../../output/table.js';
import type { Session } from '../../session.js';
import { type Finding, problemOf } from '../check/finding.js';
import type { DoctorFacts } from './doctor-facts.js';
import type { Examination } from './examination.js';
import { portalClient } from './portal-client.js';
import { scopesVerdict } from './scopes-verdict.js';
import { sweepFinding } from './sweep-finding.js';

type Subject = Pick<Finding, 'check' | 'of'>;
type Verdict = Pick<Finding, 'state' | 'detail' | 'remedy'>;

/** Whether each portal works, its consent still stands, and allows what is needed. */
export function portalExaminations(session: Session, context: CommandContext, facts: DoctorFacts): Examination[] {
  const { config } = session;
  if (facts.portals.length === 0) return [nothingYet(config)];
  return facts.portals
    .filter(({ state }) => state !== 'purged')
    .map((row) => {
      const of = `portal ${row.portal} of app ${row.app}`;
      const app = config.apps[row.app];
      const examine = async (): Promise<Finding[]> => {
        const now = context.scheduler.now();
        const state: Finding = { check: 'portal', of, ...stateVerdict(row, config, now) };
        if (!app) return [{ ...state, state: 'warning', detail: 'its app is not configured here', remedy: APP }];
        if (row.state === 'disconnected') return [state];
        const token = await consentFindings(app, row, of, session, context);
        return [state, ...token, ...sweepFinding(row, facts.sweepOf(row), config.sweep, now)];
      };
      return { check: 'portal', of, examine };
    });
}

const APP = 'Configure the app again, or have it uninstalled there';

function nothingYet({ publicUrl, apps, portals }: ConnectorConfig): Examination {
  const subject: Subject = { check: 'portal', of: 'all' };
  const install = `Open ${publicUrl}/oauth/${Object.keys(apps)[0]}/install in a browser once the connector runs`;
  const remedy = portals.length === 0 ? install : 'Start the connector: it takes over those of the configuration';
  const finding: Finding = { ...subject, state: 'warning', detail: 'none is known to the store yet', remedy };
  return { ...subject, examine: async () => [finding] };
}

function stateVerdict(
  { state, app, portal, trouble }: PortalRow,
  { publicUrl }: ConnectorConfig,
  nowMs: number,
): Verdict {
  const since = trouble ? ` ${agoText(nowMs - trouble.sinceMs)}: ${trouble.detail}` : '';
  const again = `Have an administrator of portal ${portal} open ${publicUrl}/oauth/${app}/install`;
  switch (state) {
    case 'connected':
      return { state: 'ok', detail: 'connected' };
    case 'suspended':
      return { state: 'warning', detail: `suspended${since}`, remedy: 'Nothing: its calls go on by themselves' };
    case 'degraded':
      return { state: 'failed', detail: `degraded${since}`, remedy: again };
    default:
      return { state: 'failed', detail: `${state}${since}`, remedy: again };
  }
}

/** Asked about, never refreshed: what a refresh answers belongs into the store, by the engine's hand. */
async function consentFindings(
  app: AppConfig,
  row: PortalRow,
  of: string,
  session: Session,
  context: CommandContext,
): Promise<Finding[]> {
  const { refreshToken } = row.tokens;
  const finding: Subject = { check: 'token', of };
  const remedy = `Have an administrator open ${session.config.publicUrl}/oauth/${app.name}/install`;
  const scopes = (asked?: readonly string[]): Finding[] => {
    const verdict = scopesVerdict(app, row, asked, remedy);
    return verdict ? [{ check: 'scopes', of, ...verdict }] : [];
  };
  if (refreshToken === undefined) {
    return [{ ...finding, ...(await accessVerdict(app, row, session, context)) }, ...scopes()];
  }
  const { apiBaseUrl: baseUrl, clientId, clientSecrets } = app;
  const means = { http: session.http, clock: context.scheduler, baseUrl, clientId };
  const endpoint = tokenEndpoint({ ...means, clientSecret: clientSecrets[0] ?? '' });
  const answer = await endpoint.introspect(refreshToken, 'refresh_token');
  if (!answer.ok) return [{ ...finding, ...refusedVerdict(answer.failure.kind, answer.failure.message) }, ...scopes()];
  if (answer.facts.active === false) {
    return [{ ...finding, state: 'failed', detail: 'HubSpot does not know the refresh token any more', remedy }];
  }
  return [{ ...finding, state: 'ok', detail: 'HubSpot knows the refresh token' }, ...scopes(answer.facts.scopes)];
}

function refusedVerdict(kind: string, said: string): Verdict {
  if (kind === 'transient') return { state: 'warning', detail: said, remedy: 'Run it again' };
  return { state: 'failed', detail: said, remedy: 'See what is said of the client secret' };
}

/** A static token shows by being used. */
async function accessVerdict(
  app: AppConfig,
  row: PortalRow,
  session: Session,
  context: CommandContext,
): Promise<Verdict> {
  const client = portalClient(app, row, session, context);
  if (!client) return { state: 'failed', detail: 'there is no token', remedy: 'Install the app' };
  const answer = await client.inbox.inboxes({ limit: 1 });
  if (answer.ok) return { state: 'ok', detail: 'HubSpot takes the access token' };
  return { state: 'failed', ...problemOf(hubSpotError(answer.failure)) };
}
