import type { AppConfig } from '../../../config/connector-config.js';
import type { ChannelCommand } from '../../../directory/channels/channel-reducer.js';
import { ChannelwrightError, isChannelwrightError } from '../../../errors/channelwright-error.js';
import type { ChannelsApi } from '../../../hubspot/client/channels-api.js';
import { CHANNEL_COMMAND, commandEvent } from '../../../outbox/command-event.js';
import type { CommandContext } from '../../command.js';
import { EXIT } from '../../exit-code.js';
import { table } from '../../output/table.js';
import type { Report } from '../../report.js';
import { CARRIED_OUT, type CarriedOut, sendCommands } from '../../sending/send-commands.js';
import { openSession, type Session } from '../../session.js';
import { appChannels, connectUrlOf, listChannels, resultOf, webhookUrlOf } from './app-channels.js';
import { capabilityMap } from './capability-map.js';
import { type ChannelStep, planChannels, type WantedChannel } from './channel-plan.js';
import { learntChannelIds } from './learnt-channel-ids.js';

export interface SyncOptions {
  dryRun?: boolean;
}

/**
 * How long a new channel may stay unlisted, ms. Source: up to about a minute has been seen by others; nothing is documented.
 */
const VISIBLE_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 2_000;

/** What became of one channel, or would. */
interface Synced {
  app: string;
  name: string;
  action: ChannelStep['action'];
  /** HubSpot's. */
  id?: string;
  changes?: string[];
  /** Why it was not synced. */
  detail?: string;
  carriedOut?: CarriedOut;
}

/** Makes HubSpot's channels what the configuration says, looking before it creates. */
export async function channelsSync(context: CommandContext, { dryRun = false }: SyncOptions): Promise<Report> {
  await using session = await openSession(context);
  const learnt = await learntChannelIds(session.config);
  const channels: Synced[] = [];
  for (const app of appsInUse(session)) {
    const api = appChannels(app, session.http, context.scheduler);
    const wanted = wantedOf(app, session, learnt);
    for (const step of planChannels(wanted, await listChannels(api))) {
      const target = wanted.find(({ name }) => name === step.name) as WantedChannel;
      const place = { app, api, session, context };
      channels.push({ app: app.name, ...(dryRun ? planned(step) : await take(step, target, place)) });
    }
  }
  const failed = channels.some(({ action }) => action === 'stop');
  const pending = channels.some(({ carriedOut }) => carriedOut === 'pending');
  return {
    json: { command: 'channels.sync', dryRun, channels },
    text: syncText(channels, dryRun),
    exitCode: failed ? EXIT.failed : pending ? EXIT.pending : EXIT.ok,
  };
}

interface Place {
  app: AppConfig;
  api: ChannelsApi;
  session: Session;
  context: CommandContext;
}

type Taken = Omit<Synced, 'app'>;

/** One channel that HubSpot refuses does not keep the others from being synced. */
async function take(step: ChannelStep, wanted: WantedChannel, place: Place): Promise<Taken> {
  try {
    return await carryOutStep(step, wanted, place);
  } catch (error) {
    if (!isChannelwrightError(error) || !error.code.startsWith('CW_HUBSPOT_')) throw error;
    return { name: step.name, action: 'stop', detail: error.message };
  }
}

async function carryOutStep(step: ChannelStep, wanted: WantedChannel, place: Place): Promise<Taken> {
  const { api, context } = place;
  const { webhookUrl, connectUrl, capabilities, name } = wanted;
  const settings = { webhookUrl, channelAccountConnectionRedirectUrl: connectUrl, capabilities };
  switch (step.action) {
    case 'create': {
      context.progress(`${name}: creating it in HubSpot`);
      const { id } = resultOf(await api.create({ name, ...settings }));
      // First of all: creating is not repeatable, and what is known by its id is never made twice.
      const carriedOut = await learn(name, id, place);
      await untilVisible(id, name, place);
      return { name, action: 'create', id, carriedOut };
    }
    case 'update':
      context.progress(`${name}: updating ${step.changes.join(' and ')}`);
      resultOf(await api.update(step.id, settings));
      return { ...planned(step), ...(await learnWhereNew(step, place)) };
    case 'keep':
      return { ...planned(step), ...(await learnWhereNew(step, place)) };
    case 'stop':
      return planned(step);
  }
}

function planned(step: ChannelStep): Taken {
  const { name, action } = step;
  switch (step.action) {
    case 'create':
      return { name, action };
    case 'update':
      return { name, action, id: step.id, changes: step.changes };
    case 'keep':
      return { name, action, id: step.id };
    case 'stop':
      return { name, action, detail: step.detail };
  }
}

async function learnWhereNew(
  { name, id, learn: isNew }: { name: string; id: string; learn: boolean },
  place: Place,
): Promise<{ carriedOut?: CarriedOut }> {
  return isNew ? { carriedOut: await learn(name, id, place) } : {};
}

async function learn(key: string, hubspotChannelId: string, { app, session, context }: Place): Promise<CarriedOut> {
  const command: ChannelCommand = { name: 'channels.sync', key, hubspotChannelId, by: context.io.user };
  const event = commandEvent(CHANNEL_COMMAND, { app: app.name, portal: '' }, command, context.scheduler.now());
  return (await sendCommands([event], session.parts)).carriedOut;
}

/** @throws ChannelwrightError `CW_HUBSPOT_BUSY` when it does not show in time: it is there all the same */
async function untilVisible(id: string, name: string, { api, context }: Place): Promise<void> {
  const { scheduler, progress } = context;
  const untilMs = scheduler.now() + VISIBLE_WITHIN_MS;
  for (let told = false; ; told = true) {
    if ((await listChannels(api)).some((channel) => channel.id === id)) return;
    if (scheduler.now() >= untilMs) {
      throw new ChannelwrightError('CW_HUBSPOT_BUSY', `channel ${id} was created, but HubSpot does not list it yet`);
    }
    if (!told) progress(`${name}: waiting until HubSpot lists it (up to a minute)`);
    await scheduler.sleep(LOOK_EVERY_MS);
  }
}

export function appsInUse({ config }: Session): AppConfig[] {
  const used = new Set(Object.values(config.channels).map(({ app }) => app));
  return Object.values(config.apps).filter(({ name }) => used.has(name));
}

export function wantedOf(
  app: AppConfig,
  { config, channels }: Session,
  learnt: ReadonlyMap<string, string>,
): WantedChannel[] {
  const own = Object.values(config.channels).filter((channel) => channel.app === app.name);
  return own.flatMap(({ name, hubspotChannelId }) => {
    const runtime = channels.byName(name);
    if (!runtime) return [];
    const id = hubspotChannelId ?? learnt.get(name);
    return {
      name,
      ...(id === undefined ? {} : { id }),
      configured: hubspotChannelId !== undefined,
      webhookUrl: webhookUrlOf(config, app.name),
      connectUrl: connectUrlOf(config, name),
      capabilities: capabilityMap(runtime.definition),
    };
  });
}

const DONE = { create: 'created', update: 'updated', keep: 'unchanged', stop: 'not synced' } as const;
const PLANNED = {
  create: 'would be created',
  update: 'would be updated',
  keep: 'unchanged',
  stop: 'not synced',
} as const;

function syncText(channels: Synced[], dryRun: boolean): string {
  const said = dryRun ? PLANNED : DONE;
  const rows = channels.map((step) => [
    step.name,
    step.app,
    step.id,
    said[step.action],
    step.detail ?? step.changes?.join(', ') ?? '',
  ]);
  const lines = [
    table(['channel', 'app', 'HubSpot id', 'result', 'detail'], rows, 'The configuration has no channels.'),
  ];
  if (channels.some(({ carriedOut }) => carriedOut === 'pending')) lines.push(CARRIED_OUT.pending);
  return lines.join('\n');
}
