import { z } from 'zod';
import { apiPaths } from '../../hubspot/api-paths.js';
import type { ApiVersion } from '../../hubspot/api-version.js';
import { notFound } from '../answers/api-error.js';
import { pageOf } from '../answers/paging.js';
import { ok, type Reply } from '../answers/reply.js';
import { param } from '../api/lookups.js';
import type { Operation, PortalCall } from '../api/operation.js';
import { readBody } from '../api/request-body.js';
import type { Actor, ChannelAccount, Inbox } from '../world/model.js';
import { accountView, isoTime } from '../world/views.js';
import type { World } from '../world/world.js';

const scopes = ['conversations.read'];
const auth = 'portal';
const method = 'GET';

/** HubSpot's own channels, which every portal has (reference §6.6). */
const BUILT_IN_CHANNELS = [
  { id: '1000', name: 'Live chat' },
  { id: '1001', name: 'Facebook Messenger' },
  { id: '1002', name: 'Email' },
];

const accountsPath = (version: ApiVersion): string => apiPaths(version).inboxes.replace(/inboxes$/, 'channel-accounts');
const batchRequest = z.object({ inputs: z.array(z.string()) });

/** Who and what is in a portal's inbox. Facts: reference §6.6. */
export const INBOX_OPERATIONS: Operation[] = [
  { name: 'inbox.inboxes', method, paths: (version) => [apiPaths(version).inboxes], auth, scopes, handle: inboxes },
  { name: 'inbox.inbox', method, paths: (version) => [apiPaths(version).inbox], auth, scopes, handle: inbox },
  {
    name: 'inbox.channels',
    method,
    paths: (version) => [apiPaths(version).inboxChannels],
    auth,
    scopes,
    handle: channels,
  },
  {
    name: 'inbox.channel',
    method,
    paths: (version) => [`${apiPaths(version).inboxChannels}/:channelId`],
    auth,
    scopes,
    handle: channel,
  },
  {
    name: 'inbox.channelAccounts',
    method,
    paths: (version) => [accountsPath(version)],
    auth,
    scopes,
    handle: accounts,
  },
  {
    name: 'inbox.channelAccount',
    method,
    paths: (version) => [`${accountsPath(version)}/:channelAccountId`],
    auth,
    scopes,
    handle: account,
  },
  { name: 'inbox.actor', method, paths: (version) => [apiPaths(version).actor], auth, scopes, handle: oneActor },
  {
    name: 'inbox.actors',
    method: 'POST',
    paths: (version) => [apiPaths(version).actor.replace(':actorId', 'batch/read')],
    auth,
    scopes,
    handle: batchOfActors,
  },
];

function inboxes(call: PortalCall, { state }: World): Reply {
  return ok(pageOf(state.portals.get(call.portalId)?.inboxes ?? [], call.query, inboxView));
}

function inbox(call: PortalCall, { state }: World): Reply {
  const id = param(call, 'inboxId');
  const found = state.portals.get(call.portalId)?.inboxes.find((each) => each.id === id);
  if (!found) throw notFound('inbox', id);
  return ok(inboxView(found));
}

function inboxView({ id, name, type, createdAtMs }: Inbox) {
  return { id, name, type, archived: false, createdAt: isoTime(createdAtMs), updatedAt: isoTime(createdAtMs) };
}

/** The built-in channels, and those the portal has an account of. */
function channelsOf(call: PortalCall, world: World): { id: string; name: string }[] {
  const used = new Set(accountsOf(call, world).map((each) => each.channelId));
  const custom = [...world.state.channels.values()].filter((each) => used.has(each.id));
  return [...BUILT_IN_CHANNELS, ...custom.map(({ id, name }) => ({ id, name }))];
}

function channels(call: PortalCall, world: World): Reply {
  return ok(pageOf(channelsOf(call, world), call.query, (each) => each));
}

function channel(call: PortalCall, world: World): Reply {
  const id = param(call, 'channelId');
  const found = channelsOf(call, world).find((each) => each.id === id);
  if (!found) throw notFound('channel', id);
  return ok(found);
}

function accountsOf(call: PortalCall, { state }: World): ChannelAccount[] {
  return [...state.accounts.values()].filter(
    (each) => each.portalId === call.portalId && each.archivedAtMs === undefined,
  );
}

function accounts(call: PortalCall, world: World): Reply {
  const channelIds = call.query.getAll('channelId');
  const inboxIds = call.query.getAll('inboxId');
  const found = accountsOf(call, world).filter(
    (each) =>
      (channelIds.length === 0 || channelIds.includes(each.channelId)) &&
      (inboxIds.length === 0 || inboxIds.includes(each.inboxId)),
  );
  return ok(pageOf(found, call.query, accountView));
}

function account(call: PortalCall, world: World): Reply {
  const id = param(call, 'channelAccountId');
  const found = accountsOf(call, world).find((each) => each.id === id);
  if (!found) throw notFound('channel account', id);
  return ok(accountView(found));
}

function oneActor(call: PortalCall, world: World): Reply {
  const id = param(call, 'actorId');
  const actor = actorOf(id, call, world);
  if (!actor) throw notFound('actor', id);
  return ok(actor);
}

function batchOfActors(call: PortalCall, world: World): Reply {
  const { inputs } = readBody(call, batchRequest);
  const results = inputs.flatMap((id) => actorOf(id, call, world) ?? []);
  const time = isoTime(world.scheduler.now());
  return ok({ status: 'COMPLETE', results, startedAt: time, completedAt: time });
}

/** Contacts are visitors; the rest are the portal's own actors, and the app itself. */
function actorOf(id: string, { portalId, appId }: PortalCall, { state }: World): Actor | undefined {
  if (id === `I-${appId}`) return { id, type: 'INTEGRATOR', name: `App ${appId}` };
  if (!id.startsWith('V-')) return state.portals.get(portalId)?.actors.get(id);
  const contact = state.contacts.get(id.slice(2));
  if (contact?.portalId !== portalId) return undefined;
  const email = contact.addresses.find((address) => address.type === 'HS_EMAIL_ADDRESS')?.value;
  const name = contact.name === undefined ? {} : { name: contact.name };
  return { id, type: 'VISITOR', ...name, ...(email === undefined ? {} : { email }) };
}
