import type { CommandContext } from '../../command.js';
import { table } from '../../output/table.js';
import type { Report } from '../../report.js';
import { openSession } from '../../session.js';
import { appChannels, listChannels, managesChannels } from './app-channels.js';
import { idsByName } from './ids-by-name.js';

/** The channels HubSpot has, and those of the configuration that it has not. */
export async function channelsList(context: CommandContext): Promise<Report> {
  await using session = await openSession(context);
  const { config, http } = session;
  const ids = await idsByName(config);
  const channels: ListedChannel[] = [];
  for (const app of Object.values(config.apps)) {
    const own = Object.values(config.channels).filter((channel) => channel.app === app.name);
    if (own.length === 0 && !managesChannels(app)) continue;
    const inHubSpot = await listChannels(appChannels(app, http, context.scheduler));
    for (const { id, name, webhookUrl } of inHubSpot) {
      const channel = own.find((candidate) => ids.get(candidate.name) === id)?.name;
      channels.push({ app: app.name, id, hubspotName: name, webhookUrl, channel });
    }
    const missing = own.filter(({ name }) => !inHubSpot.some(({ id }) => id === ids.get(name)));
    channels.push(...missing.map(({ name }) => ({ app: app.name, channel: name })));
  }
  const text = table(
    ['channel', 'app', 'HubSpot id', 'name in HubSpot', 'webhook URL'],
    channels.map(({ channel, app, id, hubspotName, webhookUrl }) => [channel, app, id, hubspotName, webhookUrl]),
    'There are no channels.',
  );
  return { json: { channels }, text };
}

interface ListedChannel {
  app: string;
  /** Absent: HubSpot does not have it. */
  id?: string;
  hubspotName?: string;
  webhookUrl?: string | undefined;
  /** Absent: it is not in the configuration. */
  channel?: string | undefined;
}
