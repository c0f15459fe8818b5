import { z } from 'zod';
import { id, timestamp } from './lenient.js';

/** HubSpot's capability map: free in the specification, described in the custom channels guide. */
const channelCapabilities = z.record(z.string(), z.unknown());
export type ChannelCapabilities = z.infer<typeof channelCapabilities>;

/** Source: OpenAPI `PublicChannelIntegrationChannel`. */
export const channel = z.looseObject({
  id,
  name: z.string(),
  capabilities: channelCapabilities.default({}),
  createdAt: timestamp.optional(),
  webhookUrl: z.string().optional(),
  channelAccountConnectionRedirectUrl: z.string().optional(),
  channelDescription: z.string().optional(),
  channelLogoUrl: z.string().optional(),
});
export type Channel = z.infer<typeof channel>;

/** Source: OpenAPI `PublicChannelIntegrationChannelCreate`. */
export const channelCreate = z.object({
  name: z.string(),
  capabilities: channelCapabilities,
  webhookUrl: z.string().optional(),
  channelAccountConnectionRedirectUrl: z.string().optional(),
  channelDescription: z.string().optional(),
  channelLogoUrl: z.string().optional(),
});
export type ChannelCreate = z.infer<typeof channelCreate>;

/**
 * Any of the members. The specification marks all six as required objects, which is an artefact: partial updates are
 * documented and used. Whether a capability map is merged is not documented: always send the whole of it.
 */
export const channelPatch = channelCreate.partial();
export type ChannelPatch = z.infer<typeof channelPatch>;
