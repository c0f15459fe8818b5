import { z } from 'zod';

/**
 * Where HubSpot's behaviour is undocumented or seen both ways, a switch. The defaults are the lenient or the observed side.
 * Switches can be turned while the emulator runs.
 */
export const switchesSchema = z.strictObject({
  /** Refuse status changes other than SENT → SENT, READ, FAILED and repeats. Default: any change of an outgoing message. */
  strictTransitions: z.boolean().default(false),
  /** The answer to a status update of an INCOMING message. */
  incomingPatch: z.union([z.literal(200), z.literal(400)]).default(400),
  /** A new message answers 404 to reads and status updates for this long. */
  visibilityDelayMs: z.int().min(0).default(0),
  /** Demand every field that the specification marks required (`attachments`, `recipients`, `timestamp`, `authorized`). */
  strictRequiredFields: z.boolean().default(false),
  /** Refuse addresses that are not valid for their type. */
  validateIdentifiers: z.boolean().default(true),
  /** Refuse addresses of a type that the channel does not list in `deliveryIdentifierTypes`. */
  enforceIdentifierTypes: z.boolean().default(false),
  /** Whether a PATCH of `capabilities` replaces the whole map or merges into it. */
  capabilitiesPatch: z.enum(['replace', 'merge']).default('replace'),
  /** Refuse a second account with the same address in the same inbox (409). */
  uniqueAccounts: z.boolean().default(false),
  /** The answer to an `integrationIdempotencyId` seen before on the account: the first message, or an error. */
  duplicatePublication: z.union([z.literal(201), z.literal(200), z.literal(409), z.literal(400)]).default(201),
  /** Refuse publications to an account with `authorized: false`. */
  refuseUnauthorizedAccounts: z.boolean().default(false),
  /** Send the outgoing webhook also for a published OUTGOING message. */
  echoPublishedOutgoing: z.boolean().default(false),
  /** Send CHANNEL_ACCOUNT_CREATED also for accounts made through the API. */
  webhookForApiAccounts: z.boolean().default(false),
  /** How the outgoing webhook writes `message.status`: `"SENT"` or `{ "statusType": "SENT" }`. */
  webhookStatus: z.enum(['string', 'object']).default('string'),
  /** How account events write `channelAccountDeliveryIdentifier`. */
  webhookAccountAddress: z.enum(['object', 'string', 'absent']).default('object'),
  /** `channelIntegrationThreadIds` of a conversation an agent started under INTEGRATION_THREAD_ID. */
  startedThreadIds: z.enum(['generated', 'empty']).default('generated'),
  /** What the channel operations (list, create, get, update, archive) demand. */
  channelAuth: z.enum(['developer-key', 'client-credentials', 'none']).default('developer-key'),
  /** How long a code of the consent page can be exchanged. */
  codeLifetimeMs: z.int().min(0).default(300_000),
  /** How long an access token from the token endpoint lives. */
  accessTokenLifetimeMs: z.int().min(0).default(1_800_000),
  /** Whether a refresh answers a new refresh token and ends the old one. */
  rotateRefreshTokens: z.boolean().default(false),
  /** How long a staging token can be filled in. */
  stagingTokenLifetimeMs: z.int().min(0).default(3_600_000),
  /** The answer to a second update of a staging token whose connection is not complete. Afterwards it is 409 in any case. */
  repeatedStaging: z.union([z.literal(409), z.literal(200)]).default(409),
  /** Send CHANNEL_ACCOUNT_CREATED for an account that an admin connected. */
  accountCreatedWebhook: z.boolean().default(true),
  /** Where the `redirectUrl` of the connect page leads: the emulator, which then makes the account, or app.hubspot.com. */
  connectReturn: z.enum(['emulator', 'hubspot']).default('emulator'),
  /** Disconnect an app's accounts in a portal it is uninstalled from, and tell the channels. */
  purgeOnUninstall: z.boolean().default(false),
  /** How long an entry of the webhooks journal is kept. */
  journalRetentionMs: z.int().min(0).default(259_200_000),
  /** How long the link to a journal entry's file works. */
  journalLinkLifetimeMs: z.int().min(0).default(300_000),
});

export type Switches = z.output<typeof switchesSchema>;
export type SwitchSettings = z.input<typeof switchesSchema>;

/** The same, none of them with a default: a change of some. */
export const switchChangeSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(switchesSchema.shape).map(([name, schema]) => [name, schema.unwrap().optional()]),
  ) as {
    [K in keyof typeof switchesSchema.shape]: z.ZodOptional<ReturnType<(typeof switchesSchema.shape)[K]['unwrap']>>;
  },
);

export type SwitchChange = z.input<typeof switchChangeSchema>;
