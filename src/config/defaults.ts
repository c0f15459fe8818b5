/**
 * What holds where the configuration is silent, in the form in which a person writes it. `*` stands for any name.
 * `docs/reference/configuration.md` lists the same values; a test compares them.
 */
export const DEFAULTS = {
  listen: { host: '127.0.0.1', port: 4000 },
  store: 'sqlite:./data/channelwright.db',
  log: { level: 'info', format: 'auto', personalData: false },
  apps: {
    '*': {
      apiVersion: 'v3',
      apiBaseUrl: 'https://api.hubapi.com',
      appBaseUrl: 'https://app.hubspot.com',
      channelAuth: 'developer-key',
      webhooksJournal: false,
      /** Source: HubSpot usage guidelines, apps installed by OAuth: 110 requests per 10 s, per app and account. */
      quota: { requests: 110, per: '10s' },
    },
  },
  channels: {
    '*': {
      language: 'en',
      status: { sentWhen: 'accepted', confirmSent: true, receiptDeadline: '24h', onMissingReceipt: 'leave' },
      delivery: { deadline: '15m', uncertain: '60s', onUncertain: 'fail', outsideWindow: 'fail' },
      media: { wait: '20s', maxBytes: '25MB' },
    },
  },
  retention: { states: '180d', content: '14d', disconnected: '30d' },
  sweep: { every: '10m', lookBack: '24h', acceptWithin: '15m', share: 5 },
  media: { linkLife: '14d' },
} as const;

/** The same for `store`, where it is an object. */
export const POSTGRES_DEFAULTS = {
  pool: 10,
  statementTimeout: '5s',
  preparedStatements: true,
  migrate: true,
  schema: 'channelwright',
  expiry: '15s',
  tls: { rejectUnauthorized: true },
} as const;
