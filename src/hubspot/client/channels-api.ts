import type { ApiPaths } from '../api-paths.js';
import { type ChannelCreate, type ChannelPatch, channel } from '../schemas/channel.js';
import { type PageQuery, page } from '../schemas/paging.js';
import type { ApiCall, CallOptions } from './api-request.js';

const channelPage = page(channel);

/** Operations 1 to 5: the app's channels. */
export function channelsApi(call: ApiCall, paths: ApiPaths) {
  const quotaClass = 'publication';
  return {
    list: (query: PageQuery = {}, options?: CallOptions) =>
      call({ method: 'GET', path: paths.channels, query: { ...query }, schema: channelPage, quotaClass }, options),

    /** Not idempotent: list first. A new channel may not be listed for up to a minute. */
    create: (json: ChannelCreate, options?: CallOptions) =>
      call({ method: 'POST', path: paths.channels, json, schema: channel, quotaClass }, options),

    get: (channelId: string, options?: CallOptions) =>
      call({ method: 'GET', path: paths.channel, ids: { channelId }, schema: channel, quotaClass }, options),

    /** Send the whole of `capabilities` or none: whether HubSpot merges the map is not documented. */
    update: (channelId: string, json: ChannelPatch, options?: CallOptions) =>
      call({ method: 'PATCH', path: paths.channel, ids: { channelId }, json, schema: channel, quotaClass }, options),

    /** For all portals at once. There is no way back. */
    archive: (channelId: string, options?: CallOptions) =>
      call({ method: 'DELETE', path: paths.channel, ids: { channelId }, quotaClass }, options),
  };
}

export type ChannelsApi = ReturnType<typeof channelsApi>;
