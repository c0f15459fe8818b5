import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilioAdapter from '../../adapters/twilio/index.js';
import webhookAdapter from '../../adapters/webhook/index.js';
import type { Connector } from '../../src/connector/connector.js';
import { createConnector } from '../../src/connector/create-connector.js';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import { signHubSpotRequest } from '../../src/hubspot/signature.js';
import { SECRETS } from '../crash/crash-secrets.js';
import { FleetDoor } from '../crash/fleet/fleet-door.js';
import { type Line, Stage } from '../crash/stage.js';
import { PlainBrowser } from '../fixtures/plain-browser.js';
import { SilentLog } from '../fixtures/silent-log.js';
import { until } from '../fixtures/until.js';

const OTHER_SECRET = 'client-secret-of-another-app';
const UNKNOWN_PORTAL = '88001';
const PICTURE = { name: 'cat.png', contentType: 'image/png', base64: Buffer.from('a picture').toString('base64') };

type Body = Record<string, unknown> & { message: Record<string, unknown> };

let door: FleetDoor;
let stage: Stage;
let server: Server;
let connector: Connector;
let folder: string;
/** Two portals of the app `main`: the one that is attacked, and the one that attacks. */
let victim: Line;
let attacker: Line;
/** HubSpot's id of the channel of the app `other`. */
let otherChannelId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelwright-'));
  door = await FleetDoor.open();
  const nowMs = Date.now();
  const clock = { realMs: nowMs, shownMs: nowMs, speed: 1 };
  const quota = { requests: 1_000, perMs: 10_000 };
  stage = await Stage.open({ seed: 1, publicUrl: door.url, clock, portals: ['chat', 'chat'], quota });
  [victim, attacker] = stage.lines as [Line, Line];
  connector = await createConnector(withAnotherApp(), {
    adapters: [webhookAdapter, twilioAdapter] as unknown as AdapterDefinition[],
    log: new SilentLog(),
  });
  await connector.start();
  server = createServer(connector.nodeHandler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  door.add((server.address() as AddressInfo).port);
});

afterAll(async () => {
  await connector.stop({ softMs: 500 });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await stage[Symbol.asyncDispose]();
  await door[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function withAnotherApp(): Record<string, unknown> {
  const { apps, channels, ...config } = stage.config(`sqlite:${join(folder, 'tenants.db')}`);
  const seeded = stage.emulator.control.seed({
    apps: [{ appId: '987654', clientSecret: OTHER_SECRET }],
    channels: [{ appId: '987654', name: 'Another', accounts: [] }],
  });
  const [app] = seeded.apps;
  otherChannelId = seeded.channels[0]!.id;
  const other = {
    appId: Number(app!.appId),
    clientId: app!.clientId,
    clientSecrets: [OTHER_SECRET],
    developerApiKey: app!.developerApiKey,
    apiBaseUrl: apps.main.apiBaseUrl,
  };
  const { chat, sms } = channels as Record<string, Record<string, unknown>>;
  const another = { app: 'other', adapter: 'webhook', hubspotChannelId: otherChannelId, settings: chat!['settings'] };
  return {
    ...config,
    portals: (config['portals'] as object[]).map((portal) => ({ ...portal, app: 'main' })),
    apps: { ...apps, other },
    channels: { chat: { ...chat, app: 'main' }, sms: { ...sms, app: 'main' }, another },
  };
}

/** An agent of the line's portal writes. Answers HubSpot's id of the message. */
async function agentWrites(line: Line, text: string): Promise<string> {
  const to = [{ type: line.address.type, value: 'ann' }];
  const { id } = stage.emulator.control.agentSend({ accountId: line.accountId, to, text });
  await until('the customer has it', () => stage.chat.got(text).length === 1);
  const row = () => connector.messages.get(`main/${line.portalId}/${id}`);
  await until('HubSpot was told, and that is stored', async () => (await row())?.status?.synced?.status === 'SENT');
  return id;
}

/** An agent of the line's portal sends a file. Answers HubSpot's id of the message, and the link that the provider has. */
async function linkTo(line: Line): Promise<{ id: string; url: string }> {
  const given = () => stage.chat.delivered.filter(({ files, account }) => files && account === line.address.value);
  const before = given().length;
  const to = [{ type: line.address.type, value: 'ann' }];
  const { id } = stage.emulator.control.agentSend({ accountId: line.accountId, to, text: '', attachments: [PICTURE] });
  await until('the provider has the file', () => given().length > before);
  return { id, url: given().at(-1)!.files![0]!.url };
}

/** What HubSpot has sent about a message. */
function webhookOf(id: string): Body {
  const webhook = stage.emulator.control.webhooks().find(({ messageId }) => messageId === id)!;
  return JSON.parse(webhook.body) as Body;
}

/** A webhook of somebody who knows an app's secret. Answers the status, once it has been dealt with. */
async function send(body: object, { app = 'main', secret = SECRETS.clientSecret as string } = {}): Promise<number> {
  const url = `${door.url}/hubspot/webhooks/${app}`;
  const bytes = Buffer.from(JSON.stringify(body));
  const signed = signHubSpotRequest({ method: 'POST', url, body: bytes }, secret, Date.now());
  const headers = { ...signed, 'content-type': 'application/json' };
  const { status } = await fetch(url, { method: 'POST', body: bytes, headers });
  const { store } = connector.running;
  await until('it is folded', async () => (await store.inbox(0, 1)).length === 0);
  return status;
}

const stateOf = (line: Line) => connector.accounts.list().find(({ key }) => key === line.key)?.state;
const purging = (line: Line, portalId: string) => ({
  type: 'CHANNEL_ACCOUNT_PURGED',
  portalId,
  channelId: channelIdOf(line),
  channelAccountId: line.accountId,
  eventTimestamp: new Date().toISOString(),
});

function channelIdOf(line: Line): string {
  return stage.emulator.control.webhooks().find(({ portalId }) => portalId === line.portalId)!.channelId;
}

describe('a webhook of HubSpot', () => {
  it('that is signed with the secret of another app is refused', async () => {
    const id = await agentWrites(victim, 'one');
    const body = { ...webhookOf(id), portalId: victim.portalId };
    body.message = { ...body.message, id: 'forged-1', text: 'forged' };
    expect(await send(body, { secret: OTHER_SECRET })).toBe(401);
    expect(await send(purging(victim, victim.portalId), { secret: OTHER_SECRET })).toBe(401);
    expect(await send(body, { app: 'other' })).toBe(401);
    expect([stateOf(victim), stage.chat.got('forged')]).toEqual(['active', []]);
  });

  it('of another app sends nothing over an account of this one, and ends none', async () => {
    const id = await agentWrites(victim, 'two');
    const genuine = webhookOf(id);
    const as = { app: 'other', secret: OTHER_SECRET };
    const message = { ...genuine.message, id: 'forged-2', text: 'forged' };
    expect(await send({ ...genuine, message }, as)).toBe(200);
    expect(await send(purging(victim, victim.portalId), as)).toBe(200);
    expect((await connector.journal.read(0, 10_000)).at(-1)).toMatchObject({ type: 'account.told', app: 'other' });
    const row = await connector.messages.get(`other/${victim.portalId}/forged-2`);
    expect(row?.message.rejection).toMatchObject({ class: 'account-unavailable' });
    expect([stateOf(victim), stage.chat.got('forged')]).toEqual(['active', []]);
  });

  it.each([
    ['another portal', () => attacker.portalId],
    ['a portal that nobody knows', () => UNKNOWN_PORTAL],
  ])('of %s sends nothing over an account of this one, and ends none', async (_, portal) => {
    const portalId = portal();
    const id = await agentWrites(victim, 'three');
    const genuine = webhookOf(id);
    const message = { ...genuine.message, id: 'forged-3', text: 'forged' };
    expect(await send({ ...genuine, portalId, message })).toBe(200);
    expect(await send(purging(victim, portalId))).toBe(200);
    expect(await send({ ...purging(victim, portalId), type: 'CHANNEL_ACCOUNT_UPDATED' })).toBe(200);
    const row = await connector.messages.get(`main/${portalId}/forged-3`);
    expect(row?.message.rejection).toMatchObject({ class: 'account-unavailable' });
    expect([stateOf(victim), stage.chat.got('forged')]).toEqual(['active', []]);
  });

  it('of another portal changes nothing of a message that has the same id here', async () => {
    const id = await agentWrites(victim, 'four');
    await agentWrites(attacker, 'of the attacker');
    const name = `main/${victim.portalId}/${id}`;
    const before = await connector.messages.get(name);
    const genuine = webhookOf(id);
    const message = { ...genuine.message, text: 'forged', channelAccountId: attacker.accountId };
    expect(await send({ ...genuine, portalId: attacker.portalId, message })).toBe(200);
    await until('it is sent as its own', () => stage.chat.got('forged').length === 1);
    expect(stage.chat.got('forged')[0]!.account).toBe(attacker.address.value);
    expect((await connector.messages.get(name))?.message).toEqual(before?.message);
  });

  it('that names another app’s channel with this portal’s account is about the account’s own channel', async () => {
    const id = await agentWrites(attacker, 'five');
    const genuine = webhookOf(id);
    const message = { ...genuine.message, id: 'm-5', text: 'to the own channel', channelId: otherChannelId };
    expect(await send({ ...genuine, channelId: otherChannelId, message })).toBe(200);
    const row = await connector.messages.get(`main/${attacker.portalId}/m-5`);
    expect(row?.message).toMatchObject({ app: 'main', channel: 'chat', account: attacker.key });
    expect(connector.portals.list().some(({ app }) => app === 'other')).toBe(false);
  });
});

describe('the handles', () => {
  it('show nothing of one portal to whoever asks for another, or for another app', async () => {
    const id = await agentWrites(victim, 'six');
    const { portalId } = victim;
    expect(await connector.messages.get(`main/${attacker.portalId}/${id}`)).toBeUndefined();
    expect(await connector.messages.get(`other/${portalId}/${id}`)).toBeUndefined();
    const ids = async (app: string, of: string) =>
      (await connector.messages.find({ app, portalId: of })).map(({ message }) => message.id);
    expect(await ids('main', portalId)).toContain(id);
    expect(await ids('main', attacker.portalId)).not.toContain(id);
    expect(await ids('other', portalId)).not.toContain(id);
    expect(await ids('main', `${portalId}%`)).toEqual([]);
  });

  it('find the newest of an app in a portal, however much another app has written there since', async () => {
    const id = await agentWrites(victim, 'seven');
    const genuine = webhookOf(id);
    const createdAt = new Date(Date.now() + 60_000).toISOString();
    const message = { ...genuine.message, id: 'newer', createdAt };
    await send({ ...genuine, message }, { app: 'other', secret: OTHER_SECRET });
    const newest = async (app: string) =>
      (await connector.messages.find({ app, portalId: victim.portalId, limit: 1 })).map(({ message }) => message.id);
    expect(await newest('main')).toEqual([id]);
    expect(await newest('other')).toEqual(['newer']);
  });

  it('say of every account, portal and entry of the journal whose it is', async () => {
    const id = await agentWrites(victim, 'eight');
    const owners = Object.fromEntries(
      connector.accounts.list().map(({ key, app, portalId }) => [key, [app, portalId]]),
    );
    expect(owners).toEqual({ [victim.key]: ['main', victim.portalId], [attacker.key]: ['main', attacker.portalId] });
    const portals = connector.portals.list().map(({ app, portalId }) => `${app}/${portalId}`);
    expect(portals.sort()).toEqual([`main/${victim.portalId}`, `main/${attacker.portalId}`].sort());
    const about = (await connector.journal.read(0, 10_000)).filter(({ message }) => message?.endsWith(`/${id}`));
    expect(new Set(about.map(({ app, portal }) => `${app}/${portal}`))).toEqual(new Set([`main/${victim.portalId}`]));
  });
});

describe('a link to a file', () => {
  it('serves no file of another portal, whose id a message names', async () => {
    const { id, url } = await linkTo(victim);
    expect(await (await fetch(url)).text()).toBe('a picture');
    const genuine = webhookOf(id);
    const message = { ...genuine.message, id: 'm-9', channelAccountId: attacker.accountId };
    const reads = () => stage.emulator.control.requests({ operation: 'files.content' }).length;
    const before = [reads(), stage.chat.delivered.length];
    await send({ ...genuine, portalId: attacker.portalId, message });
    const row = () => connector.messages.get(`main/${attacker.portalId}/m-9`);
    await until('it has failed', async () => (await row())?.status?.desired?.status === 'FAILED');
    expect([reads(), stage.chat.delivered.length]).toEqual(before);
  });

  it('cannot be made out of parts of two others', async () => {
    const tokenOf = (url: string) => new URL(url).pathname.split('/')[2]!;
    const [one, two] = [tokenOf((await linkTo(victim)).url), tokenOf((await linkTo(attacker)).url)];
    for (let at = 8; at < one.length; at += 8) {
      const mixed = one.slice(0, at) + two.slice(at);
      if (mixed !== one && mixed !== two) expect((await fetch(`${door.url}/media/${mixed}`)).status).toBe(404);
    }
  });
});

describe('the connect page', () => {
  it.each([
    ['chat', () => otherChannelId],
    ['another', () => channelIdOf(victim)],
  ])('of channel %s takes no channel of another app', async (channel, channelId) => {
    const { accountToken } = stage.emulator.control.beginConnection({
      channelId: channelIdOf(victim),
      portalId: victim.portalId,
    });
    const redirectUrl = 'https://app.hubspot.com/live-messages-settings/1';
    const query = { accountToken, channelId: channelId(), inboxId: '12', portalId: victim.portalId, redirectUrl };
    const page = await new PlainBrowser().open(`${door.url}/connect/${channel}?${new URLSearchParams(query)}`);
    expect(page).toMatchObject({ status: 400, location: undefined });
    expect(page.html).toContain('This link is not complete');
  });
});
