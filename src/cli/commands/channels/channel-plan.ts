import type { Channel, ChannelCapabilities } from '../../../hubspot/schemas/channel.js';
import { hasCapabilities } from './capability-map.js';

/** One channel of the configuration, as HubSpot should have it. */
export interface WantedChannel {
  name: string;
  /** HubSpot's id: configured, or learnt before. */
  id?: string;
  /** The id stands in the configuration: it must exist. */
  configured: boolean;
  webhookUrl: string;
  /** Where admins connect accounts. */
  connectUrl: string;
  capabilities: ChannelCapabilities;
}

/** What HubSpot may have otherwise than it is wanted. */
export type ChannelChange = 'webhookUrl' | 'channelAccountConnectionRedirectUrl' | 'capabilities';

/** What is to be done about one channel. */
export type ChannelStep = { name: string } & (
  | { action: 'create' }
  | { action: 'update'; id: string; changes: ChannelChange[]; learn: boolean }
  | { action: 'keep'; id: string; learn: boolean }
  /** It cannot be told what to do. */
  | { action: 'stop'; detail: string }
);

/**
 * What to do so that HubSpot has the channels of one app as they are wanted. A channel is recognised by its id; else by its
 * name, preferring one with our webhook URL; else by the URL, where only one can be meant.
 */
export function planChannels(wanted: readonly WantedChannel[], listed: readonly Channel[]): ChannelStep[] {
  const known = new Map(listed.map((channel) => [channel.id, channel]));
  const taken = new Set(wanted.flatMap(({ id }) => (id !== undefined && known.has(id) ? [id] : [])));
  const free = listed.filter(({ id }) => !taken.has(id));
  const unknown = wanted.filter(({ id }) => id === undefined || !known.has(id));
  return wanted.map((channel) => {
    const byId = channel.id === undefined ? undefined : known.get(channel.id);
    if (byId) return stepFor(channel, byId);
    if (channel.configured) {
      return { name: channel.name, action: 'stop', detail: `HubSpot has no channel ${channel.id} of this app` };
    }
    const found = recognise(channel, free, unknown);
    if (found === 'ambiguous') {
      return { name: channel.name, action: 'stop', detail: 'HubSpot has several like it: set `hubspotChannelId`' };
    }
    return found ? stepFor(channel, found) : { name: channel.name, action: 'create' };
  });
}

function stepFor({ name, id, webhookUrl, connectUrl, capabilities }: WantedChannel, present: Channel): ChannelStep {
  const changes: ChannelChange[] = [];
  if (present.webhookUrl !== webhookUrl) changes.push('webhookUrl');
  if (present.channelAccountConnectionRedirectUrl !== connectUrl) changes.push('channelAccountConnectionRedirectUrl');
  if (!hasCapabilities(present.capabilities, capabilities)) changes.push('capabilities');
  const learn = id !== present.id;
  if (changes.length === 0) return { name, action: 'keep', id: present.id, learn };
  return { name, action: 'update', id: present.id, changes, learn };
}

function recognise(
  { name, webhookUrl }: WantedChannel,
  free: readonly Channel[],
  unknown: readonly WantedChannel[],
): Channel | 'ambiguous' | undefined {
  const named = free.filter((channel) => channel.name === name);
  const exact = named.filter((channel) => channel.webhookUrl === webhookUrl);
  const candidates = exact.length > 0 ? exact : named;
  if (candidates.length > 0) return candidates.length === 1 ? candidates[0] : 'ambiguous';
  // All channels of an app share the URL, so it tells something only where one is looked for and one is left.
  const ours = free.filter((channel) => channel.webhookUrl === webhookUrl);
  const claimed = unknown.some((other) => other.name !== name && other.webhookUrl === webhookUrl);
  return ours.length === 1 && !claimed ? ours[0] : undefined;
}
