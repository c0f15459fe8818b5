import type { ConnectorConfig } from '../../config/connector-config.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import type { Logger } from '../../contract/logger.js';
import type { Channels } from '../../directory/channels/channel-runtime.js';
import { tokenEndpoint } from '../../hubspot/oauth/token-endpoint.js';
import type { PageRoute } from '../../ingress/http/ingress-request.js';
import type { Elsewhere } from '../../ingress/ingress-deps.js';
import { AdminProof } from '../../onboarding/admin-proof.js';
import type { ConnectDeps } from '../../onboarding/connect/connect-deps.js';
import { connectRoutes } from '../../onboarding/connect/connect-routes.js';
import { beginInstall } from '../../onboarding/install/begin-install.js';
import type { InstallApp } from '../../onboarding/install/install-app.js';
import type { InstallDeps } from '../../onboarding/install/install-deps.js';
import { installRoutes } from '../../onboarding/install/install-routes.js';
import { InstallStates } from '../../onboarding/install/install-state.js';
import { KeptOutcomes } from '../../onboarding/install/kept-outcome.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { Engine } from '../engine/engine.js';

export interface OnboardingParts {
  config: ConnectorConfig;
  engine: Pick<Engine, 'append' | 'portals' | 'accounts'>;
  channels: Channels;
  /** What other processes know. */
  elsewhere: Elsewhere | undefined;
  store: Pick<WorkStore, 'read'>;
  http: HttpTransport;
  scheduler: Scheduler;
  random: Random;
  log: Logger;
}

/** What people see of a connector, in their browsers. */
export function onboardingPages(parts: OnboardingParts): PageRoute[] {
  const install = installDeps(parts);
  return [...installRoutes(install), ...connectRoutes(connectDeps(parts, install))];
}

function connectDeps(
  { config, engine, ...parts }: OnboardingParts,
  install: ReturnType<typeof installDeps>,
): ConnectDeps {
  const { publicUrl, encryptionKeys, apps } = config;
  return {
    publicUrl,
    encryptionKeys,
    apps,
    channelConfigs: config.channels,
    proof: install.proof,
    ...engine,
    ...parts,
    install: (name, wanted) => beginInstall(install, install.apps.get(name) as InstallApp, wanted),
  };
}

function installDeps({ config, engine, elsewhere, http, scheduler, random, log }: OnboardingParts): InstallDeps & {
  proof: AdminProof;
} {
  const apps = Object.values(config.apps).map((app): [string, InstallApp] => {
    const { name, apiBaseUrl: baseUrl, clientId, clientSecrets } = app;
    const endpoint = tokenEndpoint({ http, clock: scheduler, baseUrl, clientId, clientSecret: clientSecrets[0] ?? '' });
    return [name, { ...app, endpoint }];
  });
  return {
    publicUrl: config.publicUrl,
    apps: new Map(apps),
    elsewhere,
    states: new InstallStates(config.encryptionKeys),
    outcomes: new KeptOutcomes(config.encryptionKeys),
    proof: new AdminProof({ ...config, clock: scheduler }),
    append: engine.append,
    portals: engine.portals,
    clock: scheduler,
    scheduler,
    random,
    log,
  };
}
