import { invalid, notFound } from './answers/api-error.js';
import { installationOf } from './installs/installation.js';
import { type Install, recordInstall } from './installs/installs.js';
import { ALL_SCOPES, issueRefreshToken } from './installs/tokens.js';
import { checkCapabilities } from './messages/capabilities.js';
import { type Seed, type SeedSettings, seedSchema } from './seed-settings.js';
import { checkAddress } from './world/identifiers.js';
import type { Actor, ActorType, Channel, ChannelAccount, EmulatedApp, Portal } from './world/model.js';
import { accountView } from './world/views.js';
import type { World } from './world/world.js';

/** What there is after seeding: only what the call named or made. */
export interface Seeded {
  apps: EmulatedApp[];
  portals: { portalId: string; inboxIds: string[]; actorIds: string[] }[];
  installs: Install[];
  channels: { id: string; appId: string; accounts: ReturnType<typeof accountView>[] }[];
}

const ACTOR_TYPES: Record<string, ActorType> = { A: 'AGENT', B: 'BOT', L: 'LLM', S: 'SYSTEM' };

const EVERYTHING_ALLOWED: Record<string, unknown> = {
  deliveryIdentifierTypes: ['HS_PHONE_NUMBER', 'HS_EMAIL_ADDRESS', 'CHANNEL_SPECIFIC_OPAQUE_ID'],
  threadingModel: 'DELIVERY_IDENTIFIER',
  richText: [],
  allowOutgoingMessages: true,
  allowConversationStart: true,
  allowMultipleRecipients: true,
  allowInlineImages: true,
  outgoingAttachmentTypes: ['FILE'],
  allowedFileAttachmentMimeTypes: ['*/*'],
  maxFileAttachmentCount: 10,
  maxFileAttachmentSizeBytes: 25_000_000,
  maxTotalFileAttachmentSizeBytes: 25_000_000,
};

/** @throws ZodError for settings of the wrong shape, ApiError for references to what does not exist */
export function seed(settings: SeedSettings, world: World): Seeded {
  const wanted = seedSchema.parse(settings);
  const apps = (wanted.apps ?? (world.state.apps.size === 0 ? [{}] : [])).map((one) => seedApp(one, world));
  const portals = (wanted.portals ?? defaultPortals(world)).map((one) => seedPortal(one, world));
  const installs = wanted.installs.map((one) => seedInstall(one, world));
  if (wanted.installEverywhere) installs.push(...missingInstalls(world));
  const channels = wanted.channels.map((one) => seedChannel(one, world));
  return {
    apps,
    portals: portals.map((portal) => ({
      portalId: portal.portalId,
      inboxIds: portal.inboxes.map((inbox) => inbox.id),
      actorIds: [...portal.actors.keys()],
    })),
    installs,
    channels,
  };
}

function seedApp(wanted: NonNullable<Seed['apps']>[number], { state, random }: World): EmulatedApp {
  const appId = wanted.appId ?? state.newId('app');
  const known = state.apps.get(appId);
  const app: EmulatedApp = {
    appId,
    clientId: wanted.clientId ?? known?.clientId ?? random.uuid(),
    clientSecret: wanted.clientSecret ?? known?.clientSecret ?? random.uuid(),
    developerApiKey: wanted.developerApiKey ?? known?.developerApiKey ?? random.uuid(),
    name: wanted.name ?? known?.name ?? `App ${appId}`,
    redirectUris: wanted.redirectUris ?? known?.redirectUris ?? [],
    scopes: wanted.scopes ?? known?.scopes,
    optionalScopes: wanted.optionalScopes ?? known?.optionalScopes ?? [],
    clientScopes: wanted.clientScopes ?? known?.clientScopes,
  };
  state.apps.set(appId, app);
  return app;
}

function defaultPortals({ state }: World): NonNullable<Seed['portals']> {
  return state.portals.size > 0 ? [] : [{ inboxes: [{ name: 'Conversations', type: 'INBOX' }], actors: [] }];
}

function seedPortal(wanted: NonNullable<Seed['portals']>[number], { state, scheduler }: World): Portal {
  const portalId = wanted.portalId ?? state.newId('portal');
  const portal: Portal = state.portals.get(portalId) ?? {
    portalId,
    inboxes: [],
    actors: new Map(),
    unavailableScopes: [],
  };
  portal.unavailableScopes = wanted.unavailableScopes ?? portal.unavailableScopes;
  for (const { id, name, type } of wanted.inboxes) {
    const known = portal.inboxes.find((each) => (id === undefined ? each.name === name : each.id === id));
    if (known) Object.assign(known, { name, type });
    else portal.inboxes.push({ id: id ?? state.newId('inbox'), name, type, createdAtMs: scheduler.now() });
  }
  for (const { id, name, email } of wanted.actors) {
    const actor: Actor = { id, type: ACTOR_TYPES[id[0]!] ?? 'AGENT' };
    portal.actors.set(
      id,
      Object.assign(actor, name === undefined ? {} : { name }, email === undefined ? {} : { email }),
    );
  }
  if (portal.actors.size === 0) {
    const id = `A-${state.newId('user')}`;
    portal.actors.set(id, { id, type: 'AGENT', name: 'Agent', email: 'agent@example.com' });
  }
  state.portals.set(portalId, portal);
  return portal;
}

function seedInstall(wanted: Seed['installs'][number], world: World): Install {
  const { state, random, scheduler } = world;
  const appId = wanted.appId ?? only(state.apps, 'app');
  const portalId = wanted.portalId ?? only(state.portals, 'portal');
  const scopes = wanted.scopes ?? ALL_SCOPES;
  recordInstall({ appId, portalId, scopes }, world);
  const accessToken = wanted.accessToken ?? `na1-access-${random.uuid()}`;
  const expiry = wanted.accessTokenLifetimeMs;
  state.accessTokens.set(accessToken, {
    token: accessToken,
    appId,
    portalId,
    scopes,
    ...(expiry === undefined ? {} : { expiresAtMs: scheduler.now() + expiry }),
  });
  if (wanted.refreshToken === undefined) {
    return { appId, portalId, accessToken, refreshToken: issueRefreshToken({ appId, portalId, scopes }, world).token };
  }
  state.refreshTokens.set(wanted.refreshToken, { token: wanted.refreshToken, appId, portalId, scopes });
  return { appId, portalId, accessToken, refreshToken: wanted.refreshToken };
}

/** Every app is installed in every portal, save those it has left. */
function missingInstalls(world: World): Install[] {
  const { apps, portals } = world.state;
  const all = [...apps.keys()].flatMap((appId) => [...portals.keys()].map((portalId) => ({ appId, portalId })));
  const missing = all.filter((place) => installationOf(place, world) === undefined);
  return missing.map((pair) => seedInstall(pair, world));
}

function seedChannel(wanted: Seed['channels'][number], world: World): Seeded['channels'][number] {
  const { state, scheduler } = world;
  const appId = wanted.appId ?? only(state.apps, 'app');
  if (!state.apps.has(appId)) throw notFound('app', appId);
  const known = wanted.id === undefined ? undefined : state.channels.get(wanted.id);
  const capabilities = { ...(known?.capabilities ?? EVERYTHING_ALLOWED), ...wanted.capabilities };
  checkCapabilities(capabilities);
  const channel: Channel = {
    id: wanted.id ?? state.newId('channel'),
    appId,
    name: wanted.name,
    capabilities,
    webhookUrl: wanted.webhookUrl ?? known?.webhookUrl,
    channelAccountConnectionRedirectUrl:
      wanted.channelAccountConnectionRedirectUrl ?? known?.channelAccountConnectionRedirectUrl,
    channelDescription: wanted.channelDescription ?? known?.channelDescription,
    channelLogoUrl: wanted.channelLogoUrl ?? known?.channelLogoUrl,
    createdAtMs: known?.createdAtMs ?? scheduler.now(),
    archived: false,
  };
  state.channels.set(channel.id, channel);
  const accounts = wanted.accounts.map((one) => accountView(seedAccount(one, channel, world)));
  return { id: channel.id, appId, accounts };
}

function seedAccount(
  wanted: Seed['channels'][number]['accounts'][number],
  channel: Channel,
  { state, scheduler, switches }: World,
): ChannelAccount {
  const portalId = wanted.portalId ?? only(state.portals, 'portal');
  const portal = state.portals.get(portalId);
  if (!portal) throw notFound('portal', portalId);
  const id = wanted.id ?? state.newId('account');
  const account: ChannelAccount = {
    id,
    channelId: channel.id,
    portalId,
    inboxId: wanted.inboxId ?? portal.inboxes[0]!.id,
    name: wanted.name,
    address: wanted.address && checkAddress(wanted.address, channel, switches),
    authorized: wanted.authorized,
    createdAtMs: state.accounts.get(id)?.createdAtMs ?? scheduler.now(),
  };
  state.accounts.set(account.id, account);
  return account;
}

/** The id of the only one there is. */
function only(all: ReadonlyMap<string, unknown>, kind: string): string {
  const [first, ...others] = all.keys();
  if (first === undefined || others.length > 0) throw invalid(`Say which ${kind}: there is not exactly one.`);
  return first;
}
