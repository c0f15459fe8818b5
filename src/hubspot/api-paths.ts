import type { ApiVersion } from './api-version.js';

/** Path templates of one API version; `:name` stands for an id. {@link fillPath} fills them. */
export interface ApiPaths {
  channels: string;
  channel: string;
  stagingToken: string;
  channelAccounts: string;
  channelAccount: string;
  messages: string;
  message: string;
  files: string;
  file: string;
  fileSignedUrl: string;
  fileImport: string;
  fileImportStatus: string;
  inboxes: string;
  inbox: string;
  inboxChannels: string;
  actor: string;
  threads: string;
  thread: string;
  threadMessages: string;
  threadMessage: string;
  originalContent: string;
}

/** The token endpoint. Source: HubSpot OpenAPI "OAuth v3"; v1 is removed on 2027-02-16. */
export const OAUTH_TOKEN_PATH = '/oauth/v3/token';

/** What a token is for. Source: HubSpot OpenAPI "OAuth v3". */
export const OAUTH_INTROSPECT_PATH = '/oauth/v3/token/introspect';

/**
 * Where each operation is found.
 *
 * v3 lists and creates channels at the path of the guide and of all known integrations; the specification has named another
 * one since March 2026, which {@link alternativeChannelsPath} gives. For 2025-09 no dated form of Files and of the inbox API
 * is known, so v3 is used there.
 */
export function apiPaths(version: ApiVersion): ApiPaths {
  const channels = version === 'v3' ? '/conversations/v3/custom-channels' : `/conversations/custom-channels/${version}`;
  const undated = version === 'v3' || version === '2025-09';
  const files = `/files/${undated ? 'v3' : version}/files`;
  const inbox = undated ? '/conversations/v3/conversations' : `/conversations/conversations/${version}`;
  return {
    ...customChannelPaths(channels),
    files,
    file: `${files}/:fileId`,
    fileSignedUrl: `${files}/:fileId/signed-url`,
    fileImport: `${files}/import-from-url/async`,
    fileImportStatus: `${files}/import-from-url/async/tasks/:taskId/status`,
    inboxes: `${inbox}/inboxes`,
    inbox: `${inbox}/inboxes/:inboxId`,
    inboxChannels: `${inbox}/channels`,
    actor: `${inbox}/actors/:actorId`,
    threads: `${inbox}/threads`,
    thread: `${inbox}/threads/:threadId`,
    threadMessages: `${inbox}/threads/:threadId/messages`,
    threadMessage: `${inbox}/threads/:threadId/messages/:messageId`,
    originalContent: `${inbox}/threads/:threadId/messages/:messageId/original-content`,
  };
}

/** The path the v3 specification names for listing and creating channels. Source: OpenAPI of 2026-03-19 and later. */
export const alternativeChannelsPath = '/conversations/custom-channels/v3';

const JOURNAL = '/webhooks-journal/journal/2026-03/batch';

/** The webhooks journal, which came with 2026-03 and is in no undated version. Source: OpenAPI "Webhooks journal". */
export const JOURNAL_PATHS = {
  subscriptions: '/webhooks-journal/subscriptions/2026-03',
  earliest: `${JOURNAL}/earliest/:count`,
  next: `${JOURNAL}/:offset/next/:count`,
  read: `${JOURNAL}/read`,
} as const;

/** Ids are encoded. @throws RangeError for an id that no path can carry: an empty one, `.` or `..` */
export function fillPath(template: string, ids: Record<string, string>): string {
  return template.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined || id === '' || id === '.' || id === '..') {
      throw new RangeError(`${JSON.stringify(id)} cannot be the ${name} of a path`);
    }
    return encodeURIComponent(id);
  });
}

function customChannelPaths(channels: string) {
  const channel = `${channels}/:channelId`;
  return {
    channels,
    channel,
    stagingToken: `${channel}/channel-account-staging-tokens/:accountToken`,
    channelAccounts: `${channel}/channel-accounts`,
    channelAccount: `${channel}/channel-accounts/:channelAccountId`,
    messages: `${channel}/messages`,
    message: `${channel}/messages/:messageId`,
  };
}
