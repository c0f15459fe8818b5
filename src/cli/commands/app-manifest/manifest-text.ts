import type { AppManifest } from './app-manifest.js';
import type { ProjectFile } from './project-files.js';

/** HubSpot takes other redirect URLs only on the developer's own machine. */
const TAKEN = /^(https:|http:\/\/localhost[:/])/;

/** A manifest for people who have HubSpot's settings open beside it. */
export function manifestText(manifest: AppManifest, files: readonly ProjectFile[]): string {
  const { app, appId, requiredScopes, optionalScopes, appScopes, connectUrls } = manifest;
  return [
    `App "${app}" (${appId})`,
    ...section(
      'Required scopes',
      requiredScopes.map(({ scope, to }) => `${scope}: to ${to}`),
    ),
    ...section('Optional scopes', optionalScopes),
    ...section('Scopes of the app itself (client credentials)', appScopes),
    ...section('Redirect URL', [manifest.redirectUrl]),
    ...(TAKEN.test(manifest.redirectUrl) ? [] : ['  HubSpot wants https here, or http://localhost.']),
    ...section('Install URL, for those who install the app', [manifest.installUrl]),
    ...section('Webhook URL of the channels (`channels sync` sets it)', [manifest.webhookUrl]),
    ...section(
      'Connect URL of each channel (`channels sync` sets it)',
      connectUrls.map(({ channel, url }) => `${channel}: ${url}`),
    ),
    ...files.flatMap(({ path, text }) => ['', `${path}:`, ...text.trimEnd().split('\n')]),
  ].join('\n');
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${heading}:`, ...lines.map((line) => `  ${line}`)];
}
