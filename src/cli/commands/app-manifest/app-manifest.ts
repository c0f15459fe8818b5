import type { AppConfig, ConnectorConfig } from '../../../config/connector-config.js';
import { askedScopes, JOURNAL_SCOPES, needOf } from '../../../hubspot/oauth/scopes.js';
import { callbackUrl, installUrl } from '../../../onboarding/install/begin-install.js';
import { connectUrlOf, webhookUrlOf } from '../channels/app-channels.js';

/** What has to be entered at HubSpot for an app, and what to give to those who install it. */
export interface AppManifest {
  app: string;
  appId: number;
  /** Every portal must grant them. */
  requiredScopes: { scope: string; to: string }[];
  optionalScopes: string[];
  /** Of the app's own token, by client credentials: not for the consent page. */
  appScopes: string[];
  redirectUrl: string;
  installUrl: string;
  webhookUrl: string;
  /** HubSpot opens them when an admin connects a channel. */
  connectUrls: { channel: string; url: string }[];
}

export function appManifest(app: AppConfig, config: ConnectorConfig): AppManifest {
  const { publicUrl, channels } = config;
  const { required, optional } = askedScopes(app);
  const own = Object.values(channels).filter((channel) => channel.app === app.name);
  return {
    app: app.name,
    appId: app.appId,
    requiredScopes: required.map((scope) => ({ scope, to: reasonFor(scope) })),
    optionalScopes: optional,
    appScopes: app.webhooksJournal ? [...JOURNAL_SCOPES] : [],
    redirectUrl: callbackUrl(publicUrl, app.name),
    installUrl: installUrl(publicUrl, app.name),
    webhookUrl: webhookUrlOf(config, app.name),
    connectUrls: own.map(({ name }) => ({ channel: name, url: connectUrlOf(config, name) })),
  };
}

function reasonFor(scope: string): string {
  return needOf(scope)?.to ?? 'do what the configuration asks for with `scopes`';
}
