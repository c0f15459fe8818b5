import { invalid, notFound } from '../answers/api-error.js';
import type { ChannelAccount, StagingToken } from '../world/model.js';
import { accountView } from '../world/views.js';
import type { World } from '../world/world.js';
import { announceAccount } from './channel-webhooks.js';
import { userOf } from './installation.js';

export type AccountView = ReturnType<typeof accountView>;

export interface ConnectionBegun {
  accountToken: string;
  /** What HubSpot would open in the admin's browser; absent where the channel has no connect page. */
  connectUrl?: string;
}

export interface ConnectionWanted {
  channelId: string;
  portalId: string;
  inboxId?: string | undefined;
}

/** An admin picks the channel in the inbox settings (reference §4.2, steps 1 and 2). */
export function beginConnection({ channelId, portalId, inboxId }: ConnectionWanted, world: World): ConnectionBegun {
  const { state, random, scheduler } = world;
  const channel = state.channels.get(channelId);
  const portal = state.portals.get(portalId);
  if (!channel) throw notFound('channel', channelId);
  if (!portal) throw notFound('portal', portalId);
  const inbox = inboxId ?? portal.inboxes[0]!.id;
  const token = random.uuid();
  const staged: StagingToken = {
    token,
    channelId,
    portalId,
    inboxId: inbox,
    userId: userOf(portal.actors.keys()),
    createdAtMs: scheduler.now(),
  };
  state.stagingTokens.set(token, staged);
  const page = channel.channelAccountConnectionRedirectUrl;
  if (page === undefined) return { accountToken: token };
  const url = new URL(page);
  const redirectUrl =
    world.switches.connectReturn === 'emulator'
      ? `${world.baseUrl()}/connected/${token}`
      : `https://app.hubspot.com/live-messages-settings/${portalId}/inboxes/${inbox}`;
  for (const [name, value] of Object.entries({
    accountToken: token,
    channelId,
    inboxId: inbox,
    portalId,
    redirectUrl,
  })) {
    url.searchParams.set(name, value);
  }
  return { accountToken: token, connectUrl: url.href };
}

/** The browser comes back: HubSpot makes the account of what the app filled in (steps 5 and 6). */
export function completeConnection(accountToken: string, world: World): AccountView {
  const { state, scheduler } = world;
  const staged = state.stagingTokens.get(accountToken);
  if (!staged) throw notFound('staging token', accountToken);
  if (staged.accountName === undefined || staged.accountId !== undefined) {
    throw invalid('The app has not filled in this connection, or it is complete.');
  }
  const account: ChannelAccount = {
    id: state.newId('account'),
    channelId: staged.channelId,
    portalId: staged.portalId,
    inboxId: staged.inboxId,
    name: staged.accountName,
    address: staged.address,
    authorized: true,
    createdAtMs: scheduler.now(),
  };
  staged.accountId = account.id;
  state.accounts.set(account.id, account);
  if (world.switches.accountCreatedWebhook) announceAccount('CHANNEL_ACCOUNT_CREATED', account, world);
  return accountView(account);
}

export interface AccountChange {
  name?: string | undefined;
  authorized?: boolean | undefined;
}

/** An admin renames, disables or enables an account. */
export function changeAccount(id: string, change: AccountChange, world: World): AccountView {
  const account = world.state.accounts.get(id);
  if (!account) throw notFound('channel account', id);
  if (change.name !== undefined) account.name = change.name;
  if (change.authorized !== undefined) account.authorized = change.authorized;
  announceAccount('CHANNEL_ACCOUNT_UPDATED', account, world);
  return accountView(account);
}

/** An admin disconnects an account: it is archived. */
export function purgeAccount(id: string, world: World): AccountView {
  const account = world.state.accounts.get(id);
  if (!account) throw notFound('channel account', id);
  account.archivedAtMs = world.scheduler.now();
  account.authorized = false;
  announceAccount('CHANNEL_ACCOUNT_PURGED', account, world);
  return accountView(account);
}
