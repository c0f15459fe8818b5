import type { Logger } from '../contract/logger.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import { createControl, type EmulatorControl } from './control.js';
import { CONTROL_PREFIX, createControlRouter } from './control-routes.js';
import { FaultDials } from './faults/fault-dials.js';
import { LateRequests } from './faults/late-requests.js';
import { type EmulatorOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { apiRouter } from './serving/api-router.js';
import { Changes } from './serving/changes.js';
import { createHttpServer, type HttpRequestSeen } from './serving/http-server.js';
import { type Outcome, Pipeline, type PipelineParts } from './serving/pipeline.js';
import { RollingQuota } from './serving/quota.js';
import { RequestLog } from './serving/request-log.js';
import { EmulatorState } from './world/state.js';
import { WebhookSender } from './world/webhook-sender.js';
import type { World } from './world/world.js';

export interface EmulatorDeps {
  scheduler: Scheduler;
  random: Random;
  log?: Logger;
}

/** HubSpot on this machine. */
export interface Emulator {
  /** @returns where it listens, e.g. `http://127.0.0.1:40123`: what a connector calls `apiBaseUrl` */
  start(): Promise<{ url: string }>;
  /** Ends everything: connections that hang, webhooks that wait. */
  stop(): Promise<void>;
  /** Where it listens. Before `start`: an empty string. */
  readonly url: string;
  readonly control: EmulatorControl;
  /**
   * Waits for what is to be seen, without polling: resolves with the first value of `look` that is neither `undefined` nor
   * `false`; looks after each request, webhook attempt and control call.
   */
  until<T>(look: (control: EmulatorControl) => T | undefined | false, signal?: AbortSignal): Promise<T>;
  /** Resolves when no webhook is on the wire. Those that wait for a further attempt do not count. */
  webhooksSettled(signal?: AbortSignal): Promise<void>;
}

/** @throws ZodError for options that do not exist */
export function createEmulator(options: EmulatorOptions, deps: EmulatorDeps): Emulator {
  const resolved = resolveOptions(options);
  const lifetime = new AbortController();
  let url = '';
  const parts = assemble(resolved, deps, { baseUrl: () => url, lifetime: lifetime.signal });
  const { world, changes } = parts;
  const control = createControl({ ...parts, firstSwitches: resolved.switches, firstQuota: resolved.quota });
  const server = createHttpServer(answerWith(parts, control), (error) => {
    deps.log?.error('the emulator failed to answer', { error: String(error) });
  });
  return {
    control,
    get url() {
      return url;
    },
    async start() {
      const port = await server.listen(resolved.port, resolved.host);
      url = `http://${resolved.host.includes(':') ? `[${resolved.host}]` : resolved.host}:${port}`;
      return { url };
    },
    async stop() {
      lifetime.abort();
      changes.stop();
      await Promise.all([world.webhooks.stop(), server.close()]);
    },
    until: (look, signal) => changes.until(() => look(control), signal),
    async webhooksSettled(signal) {
      await changes.until(() => world.webhooks.idle, signal);
    },
  };
}

function assemble(
  options: ResolvedOptions,
  { scheduler, random, log }: EmulatorDeps,
  place: Pick<World, 'baseUrl' | 'lifetime'>,
): PipelineParts {
  const dials = new FaultDials(random);
  const changes = new Changes();
  const changed = (): void => changes.notify();
  const webhooks = new WebhookSender(options.webhooks, { scheduler, random, dials, log, changed });
  const world: World = {
    ...place,
    state: new EmulatorState(),
    switches: { ...options.switches },
    scheduler,
    random,
    webhooks,
    linkSecret: random.uuid(),
  };
  return {
    world,
    dials,
    quota: new RollingQuota(options.quota),
    requests: new RequestLog(options.requestLogCapacity),
    late: new LateRequests(scheduler),
    changes,
  };
}

function answerWith(parts: PipelineParts, control: EmulatorControl): (request: HttpRequestSeen) => Promise<Outcome> {
  const pipeline = new Pipeline(parts);
  const controls = createControlRouter(control);
  const route = apiRouter();
  return async ({ method, target, headers, body }) => {
    if (target.startsWith(CONTROL_PREFIX)) return { kind: 'reply', reply: await controls(method, target, body) };
    const { pathname, searchParams } = new URL(target, 'http://emulator');
    const found = route(method, pathname);
    return pipeline.answer({
      method,
      target,
      route: found,
      call: {
        version: found?.version ?? 'v3',
        params: found?.params ?? {},
        query: searchParams,
        headers,
        body,
        receivedAtMs: parts.world.scheduler.now(),
        unanswered: false,
      },
    });
  };
}
