import type { AppConfig, ConnectorConfig } from '../../../config/connector-config.js';
import type { HttpTransport } from '../../../contract/http-transport.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import { allPages } from '../../../hubspot/client/all-pages.js';
import type { AppCredential } from '../../../hubspot/client/app-call.js';
import type { ChannelsApi } from '../../../hubspot/client/channels-api.js';
import { createHubSpotAppClient } from '../../../hubspot/client/hubspot-client.js';
import { hubSpotError } from '../../../hubspot/failure/hubspot-error.js';
import type { HubSpotResult } from '../../../hubspot/failure/hubspot-failure.js';
import { appTokens } from '../../../hubspot/oauth/app-tokens.js';
import { CHANNEL_SCOPES } from '../../../hubspot/oauth/scopes.js';
import { tokenEndpoint } from '../../../hubspot/oauth/token-endpoint.js';
import type { Channel } from '../../../hubspot/schemas/channel.js';
import type { Scheduler } from '../../../policy/scheduler.js';

/** HubSpot as an app sees its channels. @throws ChannelwrightError `CW_DEVELOPER_KEY_MISSING` */
export function appChannels(app: AppConfig, http: HttpTransport, clock: Scheduler): ChannelsApi {
  const { appId, apiBaseUrl: baseUrl, apiVersion: version } = app;
  const credential = credentialOf(app, http, clock);
  return createHubSpotAppClient({ http, clock, baseUrl, version, appId: String(appId), credential });
}

/** Whether channels of this app can be managed at all. */
export function managesChannels({ channelAuth, developerApiKey }: AppConfig): boolean {
  return channelAuth !== 'developer-key' || developerApiKey !== undefined;
}

function credentialOf(app: AppConfig, http: HttpTransport, clock: Scheduler): AppCredential {
  const { name, channelAuth, developerApiKey, apiBaseUrl: baseUrl, clientId, clientSecrets } = app;
  if (channelAuth === 'none') return { kind: 'none' };
  if (channelAuth === 'client-credentials') {
    const endpoint = tokenEndpoint({ http, clock, baseUrl, clientId, clientSecret: clientSecrets[0] ?? '' });
    return { kind: 'client-credentials', tokens: appTokens(() => endpoint.clientCredentials(CHANNEL_SCOPES), clock) };
  }
  if (developerApiKey === undefined) throw new ChannelwrightError('CW_DEVELOPER_KEY_MISSING', `app "${name}"`);
  return { kind: 'developer-key', developerApiKey };
}

/** @throws ChannelwrightError `CW_HUBSPOT_*` */
export async function listChannels(api: ChannelsApi): Promise<Channel[]> {
  return resultOf(await allPages((after) => api.list(after === undefined ? {} : { after })));
}

/** @throws ChannelwrightError `CW_HUBSPOT_*` with what HubSpot said */
export function resultOf<T>(result: HubSpotResult<T>): T {
  if (result.ok) return result.value;
  throw hubSpotError(result.failure);
}

/** Where HubSpot sends an admin who connects an account of a channel. */
export function connectUrlOf({ publicUrl }: ConnectorConfig, channel: string): string {
  return `${publicUrl}/connect/${encodeURIComponent(channel)}`;
}

/** Where HubSpot sends the webhooks of an app. */
export function webhookUrlOf({ publicUrl }: ConnectorConfig, app: string): string {
  return `${publicUrl}/hubspot/webhooks/${app}`;
}
