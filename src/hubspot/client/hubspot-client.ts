import { apiPaths } from '../api-paths.js';
import type { ApiVersion } from '../api-version.js';
import { type AppCallDeps, createAppCall } from './app-call.js';
import { type ChannelAccountsApi, channelAccountsApi } from './channel-accounts-api.js';
import { type ChannelsApi, channelsApi } from './channels-api.js';
import { type FilesApi, filesApi } from './files-api.js';
import { type InboxApi, inboxApi } from './inbox-api.js';
import { type MessagesApi, messagesApi } from './messages-api.js';
import { createPortalCall, type PortalCallDeps } from './portal-call.js';

/**
 * HubSpot as one app sees one portal. Every method answers with a value: failures are in it, nothing rejects.
 */
export interface HubSpotClient {
  channelAccounts: ChannelAccountsApi;
  messages: MessagesApi;
  files: FilesApi;
  inbox: InboxApi;
}

export function createHubSpotClient({ version, ...deps }: PortalCallDeps & { version: ApiVersion }): HubSpotClient {
  const call = createPortalCall(deps);
  const paths = apiPaths(version);
  return {
    channelAccounts: channelAccountsApi(call, paths),
    messages: messagesApi(call, paths),
    files: filesApi(call, paths),
    inbox: inboxApi(call, paths),
  };
}

/** HubSpot as an app sees its own channels: they belong to the app, not to a portal. */
export function createHubSpotAppClient({ version, ...deps }: AppCallDeps & { version: ApiVersion }): ChannelsApi {
  return channelsApi(createAppCall(deps), apiPaths(version));
}
