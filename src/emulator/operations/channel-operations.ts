import { alternativeChannelsPath, apiPaths } from '../../hubspot/api-paths.js';
import type { ApiVersion } from '../../hubspot/api-version.js';
import { channelCreate, channelPatch } from '../../hubspot/schemas/channel.js';
import { pageOf } from '../answers/paging.js';
import { NO_CONTENT, ok, type Reply } from '../answers/reply.js';
import { channelOf } from '../api/lookups.js';
import type { AppCall, Operation } from '../api/operation.js';
import { readBody } from '../api/request-body.js';
import { checkCapabilities } from '../messages/capabilities.js';
import type { Channel } from '../world/model.js';
import { channelView } from '../world/views.js';
import type { World } from '../world/world.js';

/** v3 has two forms of this path: one of the guide and of all known code, one of the specification. */
const listPaths = (version: ApiVersion): string[] =>
  version === 'v3' ? [apiPaths(version).channels, alternativeChannelsPath] : [apiPaths(version).channels];

const onePath = (version: ApiVersion): string[] => [apiPaths(version).channel];

/** Operations 1–5: channels, which belong to an app. */
export const CHANNEL_OPERATIONS: Operation[] = [
  { name: 'channels.list', method: 'GET', paths: listPaths, auth: 'app', handle: list },
  { name: 'channels.create', method: 'POST', paths: listPaths, auth: 'app', handle: create },
  {
    name: 'channels.get',
    method: 'GET',
    paths: onePath,
    auth: 'app',
    handle: (call, world) => ok(channelView(channelOf(call, world))),
  },
  { name: 'channels.update', method: 'PATCH', paths: onePath, auth: 'app', handle: update },
  { name: 'channels.archive', method: 'DELETE', paths: onePath, auth: 'app', handle: archive },
];

function list(call: AppCall, { state }: World): Reply {
  const own = [...state.channels.values()].filter((channel) => channel.appId === call.appId && !channel.archived);
  return ok(pageOf(own, call.query, channelView));
}

function create(call: AppCall, world: World): Reply {
  const wanted = readBody(call, channelCreate);
  checkCapabilities(wanted.capabilities);
  const channel: Channel = {
    ...wanted,
    id: world.state.newId('channel'),
    appId: call.appId,
    createdAtMs: world.scheduler.now(),
    archived: false,
  };
  world.state.channels.set(channel.id, channel);
  return {
    ...ok(channelView(channel), 201),
    headers: { location: `${apiPaths(call.version).channels}/${channel.id}` },
  };
}

function update(call: AppCall, world: World): Reply {
  const channel = channelOf(call, world);
  const { capabilities, ...facts } = readBody(call, channelPatch);
  if (capabilities) {
    checkCapabilities(capabilities);
    const merged =
      world.switches.capabilitiesPatch === 'merge' ? { ...channel.capabilities, ...capabilities } : capabilities;
    channel.capabilities = merged;
  }
  Object.assign(channel, facts);
  return ok(channelView(channel));
}

function archive(call: AppCall, world: World): Reply {
  channelOf(call, world).archived = true;
  return NO_CONTENT;
}
