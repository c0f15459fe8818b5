import { z } from 'zod';
import { apiPaths } from '../../hubspot/api-paths.js';
import { channelAccountCreate, channelAccountUpdate } from '../../hubspot/schemas/channel-account.js';
import { stagingTokenUpdate } from '../../hubspot/schemas/staging-token.js';
import { conflict, invalid, notFound } from '../answers/api-error.js';
import { pageOf } from '../answers/paging.js';
import { ok, type Reply } from '../answers/reply.js';
import { accountOf, channelOf, param } from '../api/lookups.js';
import type { Operation, PortalCall } from '../api/operation.js';
import { readBody } from '../api/request-body.js';
import { announceAccount } from '../installs/channel-webhooks.js';
import { addressKey, checkAddress } from '../world/identifiers.js';
import type { Channel, ChannelAccount } from '../world/model.js';
import { accountView, stagingTokenView } from '../world/views.js';
import type { World } from '../world/world.js';

/** Either scope is enough, even for writing (reference §1.2). */
const scopes = ['conversations.custom_channels.read', 'conversations.custom_channels.write'];
const auth = 'portal';
const strictCreate = channelAccountCreate.extend({ authorized: z.boolean() });

/** Operations 6–10: the accounts of a channel in the caller's portal. */
export const ACCOUNT_OPERATIONS: Operation[] = [
  {
    name: 'stagingTokens.update',
    method: 'PATCH',
    paths: (version) => [apiPaths(version).stagingToken],
    auth,
    scopes,
    handle: fillStagingToken,
  },
  {
    name: 'accounts.list',
    method: 'GET',
    paths: (version) => [apiPaths(version).channelAccounts],
    auth,
    scopes,
    handle: list,
  },
  {
    name: 'accounts.create',
    method: 'POST',
    paths: (version) => [apiPaths(version).channelAccounts],
    auth,
    scopes,
    handle: create,
  },
  {
    name: 'accounts.get',
    method: 'GET',
    paths: (version) => [apiPaths(version).channelAccount],
    auth,
    scopes,
    handle: (call, world) => ok(accountView(pathAccount(call, world))),
  },
  {
    name: 'accounts.update',
    method: 'PATCH',
    paths: (version) => [apiPaths(version).channelAccount],
    auth,
    scopes,
    handle: update,
  },
];

function pathAccount(call: PortalCall, world: World): ChannelAccount {
  return accountOf(param(call, 'channelAccountId'), channelOf(call, world), call, world);
}

function list(call: PortalCall, world: World): Reply {
  const channel = channelOf(call, world);
  const archived = call.query.get('archived') === 'true';
  const types = call.query.getAll('deliveryIdentifierType');
  const values = call.query.getAll('deliveryIdentifierValue');
  const found = [...world.state.accounts.values()].filter(
    (account) =>
      account.channelId === channel.id &&
      account.portalId === call.portalId &&
      (account.archivedAtMs !== undefined) === archived &&
      (types.length === 0 || types.includes(account.address?.type ?? '')) &&
      (values.length === 0 || values.includes(account.address?.value ?? '')),
  );
  return ok(pageOf(found, call.query, accountView));
}

function create(call: PortalCall, world: World): Reply {
  const { state, switches, scheduler } = world;
  const channel = channelOf(call, world);
  const wanted = readBody(call, switches.strictRequiredFields ? strictCreate : channelAccountCreate);
  if (!state.portals.get(call.portalId)?.inboxes.some((inbox) => inbox.id === wanted.inboxId)) {
    throw invalid(`There is no inbox ${wanted.inboxId}.`, { context: { inboxId: [wanted.inboxId] } });
  }
  const address = wanted.deliveryIdentifier && checkAddress(wanted.deliveryIdentifier, channel, switches);
  const account: ChannelAccount = {
    id: state.newId('account'),
    channelId: channel.id,
    portalId: call.portalId,
    inboxId: wanted.inboxId,
    name: wanted.name,
    address,
    authorized: wanted.authorized,
    createdAtMs: scheduler.now(),
  };
  if (switches.uniqueAccounts) refuseTwin(account, world);
  state.accounts.set(account.id, account);
  if (switches.webhookForApiAccounts) announceAccount('CHANNEL_ACCOUNT_CREATED', account, world);
  const location = `${apiPaths(call.version).channels}/${channel.id}/channel-accounts/${account.id}`;
  return { ...ok(accountView(account), 201), headers: { location } };
}

function refuseTwin({ channelId, inboxId, address }: ChannelAccount, { state }: World): void {
  if (!address) return;
  for (const other of state.accounts.values()) {
    const same = other.channelId === channelId && other.inboxId === inboxId && other.archivedAtMs === undefined;
    if (same && other.address && addressKey(other.address) === addressKey(address)) {
      throw conflict('A channel account with this delivery identifier exists in this inbox.', {
        context: { channelAccountId: [other.id] },
      });
    }
  }
}

function update(call: PortalCall, world: World): Reply {
  const account = pathAccount(call, world);
  Object.assign(account, readBody(call, channelAccountUpdate));
  announceAccount('CHANNEL_ACCOUNT_UPDATED', account, world);
  return ok(accountView(account));
}

function fillStagingToken(call: PortalCall, world: World): Reply {
  const { state, switches, scheduler } = world;
  const channel: Channel = channelOf(call, world);
  const token = param(call, 'accountToken');
  const staged = state.stagingTokens.get(token);
  const foreign = staged?.channelId !== channel.id || staged.portalId !== call.portalId;
  const stale = staged !== undefined && scheduler.now() >= staged.createdAtMs + switches.stagingTokenLifetimeMs;
  if (foreign || stale) throw notFound('staging token', token);
  if (staged.accountId !== undefined) throw conflict('This connection is complete.');
  const filledIn = staged.accountName !== undefined || staged.address !== undefined;
  if (filledIn && switches.repeatedStaging === 409) throw conflict('This connection has been filled in.');
  const { accountName, deliveryIdentifier } = readBody(call, stagingTokenUpdate);
  requireBothInSnapshots(call, accountName, deliveryIdentifier);
  if (accountName !== undefined) staged.accountName = accountName;
  if (deliveryIdentifier) staged.address = checkAddress(deliveryIdentifier, channel, switches);
  return ok(stagingTokenView(staged));
}

/** The specifications of 2025-09 and 2026-09 require both members; v3 and 2026-03 neither. */
function requireBothInSnapshots(call: PortalCall, name: unknown, address: unknown): void {
  const demanding = call.version === '2025-09' || call.version === '2026-09';
  if (demanding && (name === undefined || address === undefined)) {
    throw invalid('Both accountName and deliveryIdentifier are required.');
  }
}
