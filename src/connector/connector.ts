import type { IncomingMessage, ServerResponse } from 'node:http';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { FetchHandler } from '../ingress/fetch-handler.js';
import type { NodeHandler } from '../ingress/node-handler.js';
import type { HealthReport } from '../observability/health.js';
import type { LifecycleEmitter } from '../status/lifecycle-emitter.js';
import { type ConnectorHandles, connectorHandles } from './handles.js';
import type { RunParts } from './run-parts.js';
import { type RunningConnector, runConnector } from './running/run-connector.js';
import type { StartOptions } from './running/start-options.js';
import type { StopReport } from './running/stop-report.js';

/** How long `stop` waits for calls under way before it aborts them, ms. */
const SOFT_STOP_MS = 10_000;

/** Whether the process is worth keeping, and whether it can take webhooks; with the reasons. */
export interface ConnectorHealth {
  live: HealthReport;
  ready: HealthReport;
}

const NOT_STARTED: ConnectorHealth = {
  live: { ok: true, detail: { checks: {} } },
  ready: { ok: false, detail: { checks: { connector: 'not started' } } },
};

/**
 * A connector: the engine, and the doors through which HubSpot and the providers reach it. Put `nodeHandler` (or `fetch`) into
 * a server of yours, before any body parser.
 */
export class Connector {
  #running: RunningConnector | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<StopReport> | undefined;

  /** @internal use `createConnector` */
  constructor(private readonly parts: RunParts) {}

  /** Lifecycle events. Listeners may be added before `start`. */
  get events(): Pick<LifecycleEmitter, 'on' | 'once' | 'off'> {
    return this.parts.events;
  }

  readonly fetch: FetchHandler = (request) =>
    this.#running ? this.#running.fetch(request) : Promise.resolve(new Response(null, { status: 503 }));

  readonly nodeHandler: NodeHandler = (request: IncomingMessage, response: ServerResponse) => {
    if (this.#running) this.#running.nodeHandler(request, response);
    else response.writeHead(503).end();
  };

  /**
   * Opens the store, plants what the configuration names, and goes on with everything that was left. May be tried again
   * where it failed.
   *
   * @throws ChannelwrightError `CW_STORE_LOCKED` when another engine runs on the store, or with `recovered` a replica;
   *   `CW_STORE_*`
   */
  async start(options: StartOptions = {}): Promise<void> {
    await this.#stopping;
    this.#starting ??= this.#start(options);
    await this.#starting;
  }

  /** Takes nothing more in, lets calls under way come to their end, then closes everything. Safe to call twice. */
  stop({ softMs = SOFT_STOP_MS }: { softMs?: number } = {}): Promise<StopReport> {
    this.#stopping ??= this.#stop(softMs).finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  async health(): Promise<ConnectorHealth> {
    if (!this.#running) return NOT_STARTED;
    return { live: this.#running.live(), ready: await this.#running.ready() };
  }

  /** Messages, what happened to them, accounts and portals. @throws ChannelwrightError `CW_NOT_RUNNING` */
  get messages(): ConnectorHandles['messages'] {
    return this.#handles.messages;
  }

  get journal(): ConnectorHandles['journal'] {
    return this.#handles.journal;
  }

  get accounts(): ConnectorHandles['accounts'] {
    return this.#handles.accounts;
  }

  get portals(): ConnectorHandles['portals'] {
    return this.#handles.portals;
  }

  get #handles(): ConnectorHandles {
    return connectorHandles(this.running.store, this.running.engine);
  }

  /** Resolves to the reason, should this process lose its store: it then does nothing more and ought to end. */
  get lost(): Promise<unknown> {
    return this.#running?.lost ?? new Promise(() => undefined);
  }

  async #start(options: StartOptions): Promise<void> {
    try {
      this.#running = await runConnector(this.parts, options);
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  async #stop(softMs: number): Promise<StopReport> {
    await this.#starting?.catch(() => undefined);
    const running = this.#running;
    this.#running = undefined;
    this.#starting = undefined;
    return running ? running.stop(softMs) : { clean: true, aborted: {} };
  }

  /** @internal what the command line and tests reach for. @throws ChannelwrightError `CW_NOT_RUNNING` */
  get running(): Pick<RunningConnector, 'store' | 'engine' | 'channels'> {
    if (!this.#running) throw new ChannelwrightError('CW_NOT_RUNNING');
    return this.#running;
  }
}
