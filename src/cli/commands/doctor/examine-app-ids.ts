import type { AppConfig } from '../../../config/connector-config.js';
import { isGone, type PortalRow } from '../../../directory/portals/portal-row.js';
import { tokenEndpoint } from '../../../hubspot/oauth/token-endpoint.js';
import type { CommandContext } from '../../command.js';
import type { Session } from '../../session.js';
import type { Finding } from '../check/finding.js';
import type { DoctorFacts } from './doctor-facts.js';
import type { Examination } from './examination.js';

/**
 * Whether HubSpot has each app under the configured id. An install goes well without that: it is the client id that counts there. So
 * HubSpot is asked whose the token of one of the portals is.
 */
export function appIdExaminations(
  { config, http }: Session,
  { scheduler }: CommandContext,
  { portals }: Pick<DoctorFacts, 'portals'>,
): Examination[] {
  return Object.values(config.apps).flatMap((app) => {
    const row = portals.find((each) => each.app === app.name && !isGone(each));
    if (!row) return [];
    const subject = { check: 'app id', of: `app ${app.name}` };
    const { apiBaseUrl: baseUrl, clientId, clientSecrets } = app;
    const endpoint = tokenEndpoint({ http, clock: scheduler, baseUrl, clientId, clientSecret: clientSecrets[0] ?? '' });
    const examine = async (): Promise<Finding[]> => {
      const verdict = appIdVerdict(app, await knownId(row, endpoint));
      return verdict ? [{ ...subject, ...verdict }] : [];
    };
    return [{ ...subject, examine }];
  });
}

async function knownId({ tokens }: PortalRow, endpoint: ReturnType<typeof tokenEndpoint>): Promise<string | undefined> {
  const { refreshToken, accessToken } = tokens;
  const token = refreshToken ?? accessToken;
  if (token === undefined) return undefined;
  const answer = await endpoint.introspect(token, refreshToken === undefined ? 'access_token' : 'refresh_token');
  return answer.ok ? answer.facts.appId : undefined;
}

/** Pure. Nothing where HubSpot has not said it: what keeps it from that is told by the findings on secret and token. */
export function appIdVerdict(
  { appId }: Pick<AppConfig, 'appId'>,
  known: string | undefined,
): Pick<Finding, 'state' | 'detail' | 'remedy'> | undefined {
  if (known === undefined) return undefined;
  if (known === String(appId)) return { state: 'ok', detail: `${known}, as HubSpot has it` };
  const detail = `HubSpot has the app of this client id as ${known}, the configuration as ${appId}: its webhooks and channels are not found`;
  return { state: 'failed', detail, remedy: `Write \`appId: ${known}\`` };
}
