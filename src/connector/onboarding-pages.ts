import type { ConnectorConfig } from '../config/connector-config.js';
import type { HttpTransport } from '../contract/http-transport.js';
import type { Logger } from '../contract/logger.js';
import { tokenEndpoint } from '../hubspot/oauth/token-endpoint.js';
import type { PageRoute } from '../ingress/ingress-request.js';
import type { InstallApp } from '../onboarding/install/install-app.js';
import { type InstallDeps, installRoutes } from '../onboarding/install/install-routes.js';
import { InstallStates } from '../onboarding/install/install-state.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { Engine } from './engine.js';

export interface OnboardingParts {
  config: ConnectorConfig;
  engine: Pick<Engine, 'append' | 'portals'>;
  http: HttpTransport;
  scheduler: Scheduler;
  random: Random;
  log: Logger;
}

/** What people see of a connector, in their browsers. */
export function onboardingPages(parts: OnboardingParts): PageRoute[] {
  return installRoutes(installDeps(parts));
}

function installDeps({ config, engine, http, scheduler, random, log }: OnboardingParts): InstallDeps {
  const apps = Object.values(config.apps).map((app): [string, InstallApp] => {
    const { name, apiBaseUrl: baseUrl, clientId, clientSecrets } = app;
    const endpoint = tokenEndpoint({ http, clock: scheduler, baseUrl, clientId, clientSecret: clientSecrets[0] ?? '' });
    return [name, { ...app, endpoint }];
  });
  return {
    publicUrl: config.publicUrl,
    apps: new Map(apps),
    states: new InstallStates(config.encryptionKeys),
    append: engine.append,
    portals: engine.portals,
    clock: scheduler,
    scheduler,
    random,
    log,
  };
}
