import { z } from 'zod';
import { API_VERSION_SUPPORT, type ConfiguredApiVersion } from './api-version-support.js';
import { byteSize } from './byte-size.js';
import { DEFAULTS } from './defaults.js';
import { duration } from './duration.js';
import { outsideWindow } from './outside-window.js';
import {
  accountKey,
  addressRange,
  credential,
  encryptionKey,
  language,
  name,
  numericId,
  wholeNumber,
  word,
} from './scalars.js';
import { storeSetting } from './store-setting.js';
import { webAddress } from './web-address.js';

const APP = DEFAULTS.apps['*'];
const CHANNEL = DEFAULTS.channels['*'];
const API_VERSIONS = Object.keys(API_VERSION_SUPPORT) as [ConfiguredApiVersion, ...ConfiguredApiVersion[]];

const adapterSettings = z
  .record(z.string(), z.unknown())
  .prefault({})
  .meta({ description: 'Settings of the adapter; its documentation lists them.' });

const appName = name.optional().meta({ description: 'One of `apps`. May be left out when there is one.' });

function yesOrNo(description: string) {
  return z.boolean('is neither true nor false').meta({ description, remedy: 'Write true or false.' });
}

const scopeNames = z.array(z.string().regex(/^[a-z][a-z0-9._-]*$/, 'is not the name of a scope')).prefault([]);

const listen = z.strictObject({
  host: z.string().min(1, 'is empty').prefault(DEFAULTS.listen.host).meta({ description: 'Address to listen on.' }),
  port: wholeNumber('Port to listen on; 0 takes a free one.', 0, 65_535).prefault(DEFAULTS.listen.port),
  proxies: z.array(addressRange).prefault([]).meta({
    description: 'Addresses of the proxies before it: what they write into X-Forwarded-For is believed.',
  }),
});

const log = z.strictObject({
  level: word(['debug', 'info', 'warn', 'error'], 'The least that is logged.').prefault(DEFAULTS.log.level),
  format: word(['auto', 'json', 'pretty'], 'With auto: pretty on a terminal, else JSON lines.').prefault(
    DEFAULTS.log.format,
  ),
  personalData: yesOrNo('Whether addresses and names of customers may be in the logs.').prefault(
    DEFAULTS.log.personalData,
  ),
});

const app = z.strictObject({
  appId: wholeNumber('The id of the HubSpot app.', 1, Number.MAX_SAFE_INTEGER).meta({
    description: 'The id of the HubSpot app.',
    remedy: 'Write the number that HubSpot shows as the id of the app.',
  }),
  clientId: z.string().min(1, 'is empty').meta({ description: 'The client id of the HubSpot app.' }),
  clientSecrets: z
    .array(credential('A client secret of the HubSpot app.'))
    .min(1, 'is empty')
    .meta({ description: 'Client secrets: the first is used, all of them verify webhooks.' }),
  developerApiKey: credential('Key of the developer account that owns the app; needed to manage channels.').optional(),
  apiVersion: word(API_VERSIONS, 'The version of HubSpot’s API.').prefault(APP.apiVersion),
  apiBaseUrl: webAddress('Where HubSpot’s API is.', APP.apiBaseUrl).prefault(APP.apiBaseUrl),
  appBaseUrl: webAddress('Where HubSpot’s own pages are: consent, inbox settings.', APP.appBaseUrl).prefault(
    APP.appBaseUrl,
  ),
  channelAuth: word(
    ['developer-key', 'client-credentials', 'none'],
    'With what channels are managed: the developer API key, a token of the app’s client credentials, or nothing.',
  ).prefault(APP.channelAuth),
  scopes: scopeNames.meta({ description: 'Scopes the app asks for beyond those that are needed.' }),
  optionalScopes: scopeNames.meta({ description: 'Scopes that not every portal can give.' }),
  webhooksJournal: yesOrNo('Whether HubSpot’s webhooks journal is read for uninstalls and privacy deletions.').prefault(
    APP.webhooksJournal,
  ),
  quota: z
    .strictObject({
      requests: wholeNumber('Requests to one portal in a window.', 1, 1_000_000).prefault(APP.quota.requests),
      per: duration('The length of the window.').prefault(APP.quota.per),
    })
    .prefault({})
    .meta({ description: 'HubSpot’s limit for one app in one portal.' }),
});

const portal = z.strictObject({
  app: appName,
  portalId: numericId('The id of the HubSpot account.'),
  accessToken: credential('A static access token.').optional(),
  refreshToken: credential('A refresh token of the app’s OAuth installation.').optional(),
  language: language('The language of the portal’s agents.').optional(),
});

const account = z.strictObject({
  key: accountKey.optional(),
  portalId: numericId('The portal in whose inbox the account is.'),
  channelAccountId: numericId('HubSpot’s id of the channel account.'),
  deliveryIdentifier: z.strictObject({
    type: word(
      ['HS_PHONE_NUMBER', 'HS_EMAIL_ADDRESS', 'HS_SHORT_CODE', 'CHANNEL_SPECIFIC_OPAQUE_ID'],
      'HubSpot’s type of address.',
    ),
    value: z.string().min(1, 'is empty').meta({ description: 'The address, e.g. a number with + and country code.' }),
  }),
  language: language('The language of the account’s agents.').optional(),
  delivery: z
    .strictObject({ outsideWindow: outsideWindow.optional() })
    .optional()
    .meta({ description: 'What this account does otherwise than its channel.' }),
  settings: adapterSettings,
});

const status = z.strictObject({
  sentWhen: word(['accepted', 'sent', 'delivered'], 'What counts as SENT.').prefault(CHANNEL.status.sentWhen),
  confirmSent: yesOrNo('Whether SENT is told to HubSpot at all.').prefault(CHANNEL.status.confirmSent),
  receiptDeadline: duration('How long a due receipt is waited for.').prefault(CHANNEL.status.receiptDeadline),
  onMissingReceipt: word(['leave', 'fail'], 'What becomes of a message whose receipt did not come.').prefault(
    CHANNEL.status.onMissingReceipt,
  ),
});

const delivery = z.strictObject({
  deadline: duration('How long a message is tried.').prefault(CHANNEL.delivery.deadline),
  uncertain: duration('How long the outcome of an uncertain send is looked for.').prefault(CHANNEL.delivery.uncertain),
  onUncertain: word(['fail', 'resend'], 'What becomes of a send that stayed uncertain.').prefault(
    CHANNEL.delivery.onUncertain,
  ),
  outsideWindow: outsideWindow.prefault(CHANNEL.delivery.outsideWindow),
});

const media = z.strictObject({
  wait: duration('How long an inbound message waits for its files.').prefault(CHANNEL.media.wait),
  maxBytes: byteSize('The largest file that is fetched.').prefault(CHANNEL.media.maxBytes),
});

const connectable = z.strictObject({
  portalId: numericId('A portal that may connect addresses.'),
  addresses: z
    .array(z.string().min(1, 'is empty'))
    .min(1, 'is empty')
    .meta({ description: 'Addresses as HubSpot takes them; "*" is any.', remedy: 'Write at least one address.' }),
});

const channel = z.strictObject({
  app: appName,
  adapter: z.string().min(1, 'is empty').meta({ description: 'The adapter’s name.', remedy: 'Write its name.' }),
  hubspotChannelId: numericId('HubSpot’s id of the channel. Learnt by `channels sync` when left out.').optional(),
  language: language('The language agents read.').prefault(CHANNEL.language),
  settings: adapterSettings,
  status: status.prefault({}).meta({ description: 'What is told to HubSpot, and when.' }),
  delivery: delivery.prefault({}).meta({ description: 'How long and how a message is tried.' }),
  media: media.prefault({}).meta({ description: 'Files of inbound messages.' }),
  connectable: z.array(connectable).prefault([]).meta({
    description: 'Which portals may connect which addresses, where credentials do not prove whose they are.',
  }),
  accounts: z.array(account).prefault([]).meta({ description: 'Seeds of channel accounts.' }),
});

/** The configuration as a person writes it. Strict all the way: an unknown key is a mistake. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().meta({ description: 'For editors.' }),
  publicUrl: webAddress(
    'What HubSpot and the providers call; signatures are over it.',
    'https://connector.example.com',
  ),
  listen: listen.prefault({}),
  store: storeSetting.prefault(DEFAULTS.store),
  encryptionKeys: z.array(encryptionKey).min(1, 'is empty').meta({
    description: '32 bytes each, base64. The first encrypts, all decrypt.',
    remedy: 'Write a list with at least one key.',
  }),
  adapters: z.array(z.string().min(1, 'is empty')).prefault([]).meta({
    description: 'Packages or paths of adapters beyond the built-in ones.',
  }),
  apps: z
    .record(name, app)
    .refine((apps) => Object.keys(apps).length > 0, 'is empty')
    .meta({ description: 'HubSpot apps by a name of ours.', remedy: 'Write at least one app.' }),
  portals: z.array(portal).prefault([]).meta({ description: 'Seeds of portals.' }),
  channels: z.record(name, channel).prefault({}).meta({ description: 'Channels by a name of ours.' }),
  retention: z
    .strictObject({
      states: duration('How long states and ids are kept.').prefault(DEFAULTS.retention.states),
      content: duration('How long content and raw bodies are kept.').prefault(DEFAULTS.retention.content),
      disconnected: duration('How long everything of a portal is kept that took its consent back.').prefault(
        DEFAULTS.retention.disconnected,
      ),
    })
    .prefault({}),
  sweep: z
    .strictObject({
      every: duration('How often a portal’s recent threads are read for messages we never heard of.').prefault(
        DEFAULTS.sweep.every,
      ),
      lookBack: duration('How far back, at most half as far as states are kept.').prefault(DEFAULTS.sweep.lookBack),
      acceptWithin: duration('Up to what age such a message is still sent; an older one is FAILED.').prefault(
        DEFAULTS.sweep.acceptWithin,
      ),
      share: wholeNumber('Percent of a portal’s quota it may cost; 0 switches it off.', 0, 10).prefault(
        DEFAULTS.sweep.share,
      ),
    })
    .prefault({})
    .meta({ description: 'The search for webhooks that never came.' }),
  media: z
    .strictObject({
      linkLife: duration('How long a link of ours to a file works.').prefault(DEFAULTS.media.linkLife),
    })
    .prefault({}),
  network: z
    .strictObject({
      allowPrivate: z.array(addressRange).prefault([]).meta({
        description: 'Private address ranges from which files may be fetched although somebody else named the URL.',
      }),
    })
    .prefault({}),
  log: log.prefault({}),
});

/** What is read: durations in ms, sizes in bytes, defaults filled in. */
export type ParsedConfig = z.output<typeof configSchema>;
