import type { ChannelRow } from '../directory/channel-row.js';
import type { ChannelRuntime, Channels } from '../directory/channel-runtime.js';

/** The channels of this process, and HubSpot's ids for them: configured, or learnt by `channels sync`. */
export class ChannelRegistry implements Channels {
  readonly #channels = new Map<string, ChannelRuntime>();
  readonly #hubspotIds = new Map<string, string>();

  constructor(
    channels: readonly Omit<ChannelRuntime, 'hubspotChannelId'>[],
    configuredIds: Readonly<Record<string, string | undefined>>,
  ) {
    for (const [name, id] of Object.entries(configuredIds)) if (id !== undefined) this.#hubspotIds.set(name, id);
    for (const channel of channels) this.#channels.set(channel.name, this.#withId(channel));
  }

  byName(name: string): ChannelRuntime | undefined {
    return this.#channels.get(name);
  }

  byHubSpotId(app: string, hubspotChannelId: string): ChannelRuntime | undefined {
    return this.all().find((channel) => channel.app === app && channel.hubspotChannelId === hubspotChannelId);
  }

  all(): ChannelRuntime[] {
    return [...this.#channels.values()];
  }

  /** HubSpot's id was learnt. */
  learn({ key, hubspotChannelId }: ChannelRow): void {
    this.#hubspotIds.set(key, hubspotChannelId);
  }

  #withId(channel: Omit<ChannelRuntime, 'hubspotChannelId'>): ChannelRuntime {
    const ids = this.#hubspotIds;
    return {
      ...channel,
      get hubspotChannelId() {
        return ids.get(channel.name);
      },
    };
  }
}
