import { z } from 'zod';
import { addressSchema } from './world/address-schema.js';

/** HubSpot writes these ids as numbers and as strings. */
const id = z.union([z.string().min(1), z.int().transform(String)]);

const appSchema = z.strictObject({
  appId: id.optional(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  developerApiKey: z.string().optional(),
  /** What its consent page calls it. */
  name: z.string().optional(),
  /** Where a consent may lead back to. Left out: anywhere. */
  redirectUris: z.array(z.url()).optional(),
  /** What a consent may ask for, and may ask for besides. Left out: anything. */
  scopes: z.array(z.string()).optional(),
  optionalScopes: z.array(z.string()).optional(),
  /** What a token of client credentials may carry. Left out: anything. */
  clientScopes: z.array(z.string()).optional(),
});

const portalSchema = z.strictObject({
  portalId: id.optional(),
  inboxes: z
    .array(
      z.strictObject({
        id: id.optional(),
        name: z.string().default('Conversations'),
        type: z.enum(['INBOX', 'HELP_DESK']).default('INBOX'),
      }),
    )
    .min(1)
    .default([{ name: 'Conversations', type: 'INBOX' }]),
  /** Who can write: ids such as `A-12` (agent), `B-1` (bot), `L-1` (AI agent), `S-1` (system). */
  actors: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[ABLS]-.+$/),
        name: z.string().optional(),
        email: z.string().optional(),
      }),
    )
    .default([]),
  /** Scopes that the portal's subscription does not include. */
  unavailableScopes: z.array(z.string()).optional(),
});

/** An app in a portal, with the tokens it has there. */
const installSchema = z.strictObject({
  appId: id.optional(),
  portalId: id.optional(),
  /** A token that never expires by itself, unless `accessTokenLifetimeMs` says when. */
  accessToken: z.string().optional(),
  accessTokenLifetimeMs: z.int().min(0).optional(),
  refreshToken: z.string().optional(),
  scopes: z.array(z.string()).optional(),
});

const accountSchema = z.strictObject({
  id: id.optional(),
  portalId: id.optional(),
  inboxId: id.optional(),
  name: z.string().default('Main line'),
  address: addressSchema.optional(),
  authorized: z.boolean().default(true),
});

const channelSchema = z.strictObject({
  id: id.optional(),
  appId: id.optional(),
  name: z.string().default('Emulated channel'),
  webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
  channelAccountConnectionRedirectUrl: z.url({ protocol: /^https?$/ }).optional(),
  channelDescription: z.string().optional(),
  channelLogoUrl: z.string().optional(),
  /** Changes to the defaults, which allow everything, under DELIVERY_IDENTIFIER. */
  capabilities: z.record(z.string(), z.unknown()).default({}),
  accounts: z.array(accountSchema).default([]),
});

/**
 * What there should be. Left out: one app, one portal, every app installed in every portal. What has an id that exists is
 * updated, so seeding twice does no harm.
 */
export const seedSchema = z.strictObject({
  apps: z.array(appSchema).optional(),
  portals: z.array(portalSchema).optional(),
  installs: z.array(installSchema).default([]),
  /** Install every app in every portal where it has never been. `false`: only what `installs` says. */
  installEverywhere: z.boolean().default(true),
  channels: z.array(channelSchema).default([]),
});

export type SeedSettings = z.input<typeof seedSchema>;
export type Seed = z.output<typeof seedSchema>;
