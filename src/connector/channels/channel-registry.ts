import { CHANNELS, type ChannelRow } from '../../directory/channels/channel-row.js';
import type { ChannelRuntime, Channels } from '../../directory/channels/channel-runtime.js';
import type { WorkStore } from '../../outbox/work-store.js';

/** The channels of this process, and HubSpot's ids for them: configured, or learnt by `channels sync`. */
export class ChannelRegistry implements Channels {
  readonly #channels = new Map<string, ChannelRuntime>();
  readonly #hubspotIds = new Map<string, string>();
  readonly #configured: ReadonlySet<string>;

  constructor(
    channels: readonly Omit<ChannelRuntime, 'hubspotChannelId'>[],
    configuredIds: Readonly<Record<string, string | undefined>>,
  ) {
    for (const [name, id] of Object.entries(configuredIds)) if (id !== undefined) this.#hubspotIds.set(name, id);
    this.#configured = new Set(this.#hubspotIds.keys());
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

  /** What was learnt before wins over nothing, and gives way to what is configured. */
  async load(store: WorkStore): Promise<void> {
    const [rows = []] = await store.read([{ table: CHANNELS.name, limit: 10_000 }]);
    for (const { doc } of rows) this.learn(JSON.parse(doc) as ChannelRow);
  }

  /** HubSpot's id was learnt. */
  learn({ key, hubspotChannelId }: ChannelRow): void {
    if (!this.#configured.has(key)) this.#hubspotIds.set(key, hubspotChannelId);
  }

  /** HubSpot's channel is gone. */
  forget(name: string): void {
    if (!this.#configured.has(name)) this.#hubspotIds.delete(name);
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
