import type { AppManifest } from './app-manifest.js';

export interface ProjectFile {
  path: string;
  text: string;
}

/** Which rules HubSpot reads a project by. */
const PLATFORM_VERSION = '2026.03';
const LONGEST_UID = 64;

/**
 * The app as a project of HubSpot's developer platform: what `hs project upload` needs to make it, or to change it. Nothing of it is
 * secret.
 *
 * Source: HubSpot, "App configuration" (developer platform), `hsproject.json` and `app-hsmeta.json`.
 */
export function projectFiles({ app, requiredScopes, optionalScopes, redirectUrl }: AppManifest): ProjectFile[] {
  const project = { name: `channelwright-${app}`, srcDir: 'src', platformVersion: PLATFORM_VERSION };
  const hsmeta = {
    uid: `channelwright_${app}`.slice(0, LONGEST_UID),
    type: 'app',
    config: {
      name: app,
      description: 'Messages of your customers in the inbox, and what became of your answers.',
      // For accounts on a list; an app for everyone's accounts is `marketplace`.
      distribution: 'private',
      auth: {
        type: 'oauth',
        redirectUrls: [redirectUrl],
        requiredScopes: requiredScopes.map(({ scope }) => scope),
        optionalScopes,
        conditionallyRequiredScopes: [],
      },
      // For what runs inside HubSpot's own pages: nothing of ours does.
      permittedUrls: { fetch: [], iframe: [], img: [] },
    },
  };
  return [
    { path: 'hsproject.json', text: jsonText(project) },
    { path: 'src/app/app-hsmeta.json', text: jsonText(hsmeta) },
  ];
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
