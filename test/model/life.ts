import type { AppConfig } from '../../src/config/connector-config.js';
import { ChannelRegistry } from '../../src/connector/channels/channel-registry.js';
import { assembleEngine, type Engine } from '../../src/connector/engine/engine.js';
import { ProcessLicence } from '../../src/connector/ownership/process-licence.js';
import type { HttpTransport } from '../../src/contract/http-transport.js';
import type { ChannelRuntime } from '../../src/directory/channels/channel-runtime.js';
import { SEED, type Seed } from '../../src/directory/seed-reducer.js';
import { Metrics } from '../../src/observability/metrics.js';
import { webhookCounters } from '../../src/observability/webhook-counters.js';
import { SoleOwner } from '../../src/outbox/sole-owner.js';
import type { WorkStore } from '../../src/outbox/work-store.js';
import { NO_TRACES } from '../../src/policy/traces.js';
import { agentLanguage } from '../../src/status/agent-language.js';
import { failureTexts } from '../../src/status/failure-text.js';
import { LifecycleEmitter } from '../../src/status/lifecycle-emitter.js';
import { scheduleTakeoverReadBack } from '../../src/status/schedule-takeover-read-back.js';
import type { SeededRandom } from '../../src/testing/seeded-random.js';
import { SilentLog } from '../fixtures/silent-log.js';
import type { LeapingScheduler } from './leaping-scheduler.js';

export const APP = 'main';
export const PORTAL = '62515';
export const CHANNEL = 'sim';
export const CHANNEL_ID = '1001';
export const ACCOUNT = 'line';
export const CHANNEL_ACCOUNT = '424';
const HUBSPOT = 'http://hubspot.test';
const DAY = 86_400_000;

/** Counting costs more than all the rest of a short life. */
const metrics = new Metrics();
const counters = webhookCounters(metrics);
const texts = failureTexts();

export interface LifeParts {
  store: WorkStore;
  scheduler: LeapingScheduler;
  random: SeededRandom;
  hubspot: HttpTransport['request'];
  channel(isDead: () => boolean): Omit<ChannelRuntime, 'hubspotChannelId'>;
  quota: AppConfig['quota'];
}

/** When the process of a life dies: at its so-manieth use of the store, before or after that was done. */
export interface Death {
  uses: number;
  when: 'before' | 'after';
}

/**
 * One process: the whole engine, as the connector wires it, on a store that outlives it. Once it is dead nothing it asked for is
 * answered any more and none of its timers runs, so it stops wherever it stood.
 */
export class Life {
  readonly died: Promise<void>;
  readonly engine: Engine;
  readonly log = new SilentLog();
  /** Uses of the store that have not come back yet. */
  pending = 0;
  /** Grows whenever anything happens. */
  activity = 0;
  #isDead = false;
  #bury!: () => void;
  #death: Death | undefined;
  #uses = 0;
  readonly #channels: ChannelRegistry;

  constructor(private readonly parts: LifeParts) {
    this.died = new Promise((resolve) => {
      this.#bury = resolve;
    });
    const isDead = () => this.#isDead;
    const scheduler = parts.scheduler.ofOneLife(isDead);
    this.#channels = new ChannelRegistry([parts.channel(isDead)], { [CHANNEL]: CHANNEL_ID });
    this.engine = assembleEngine({
      store: this.#mortal(parts.store),
      slots: new SoleOwner(parts.store.epoch),
      licence: new ProcessLicence(),
      channels: this.#channels,
      apps: { [APP]: appConfig(parts.quota) },
      publicUrl: 'http://connector.test',
      encryptionKeys: [new Uint8Array(32)],
      media: { linkLifeMs: 14 * DAY },
      sweep: { everyMs: DAY, lookBackMs: DAY, acceptWithinMs: DAY, share: 0 },
      retention: { statesMs: 180 * DAY, contentMs: 14 * DAY, disconnectedMs: 14 * DAY },
      language: agentLanguage(this.#channels),
      texts,
      events: new LifecycleEmitter(() => undefined),
      http: { request: (request) => this.#whileAlive(parts.hubspot(request)) },
      scheduler,
      random: parts.random,
      log: this.log,
      metrics,
      traces: NO_TRACES,
      counters,
      accountsChanged: () => undefined,
      writable: () => undefined,
      lost: (error) => {
        throw error;
      },
    });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** As the connector begins: what is known, what is configured, what the last owner left, then work. */
  async begin(): Promise<void> {
    const { engine, parts } = this;
    const { store, scheduler } = parts;
    await Promise.all([engine.portals.load(), engine.accounts.load(), engine.gates.load()]);
    engine.fold.start('closed');
    const receivedAtMs = scheduler.now();
    const plant = (seed: Seed) => engine.submit({ kind: SEED, app: APP, portal: PORTAL, receivedAtMs, body: seed });
    await Promise.all([plant(PORTAL_SEED), plant(ACCOUNT_SEED)]);
    engine.fold.openInbox();
    await scheduleTakeoverReadBack(this.#mortal(store), engine.submit, receivedAtMs);
    engine.dueWork.start();
  }

  /** SIGKILL. */
  die(): void {
    this.#isDead = true;
    this.#bury();
  }

  dieAt(death: Death): void {
    this.#death = death;
    this.#uses = 0;
  }

  #mortal(store: WorkStore): WorkStore {
    const use =
      <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
      (...args: Args): Promise<T> =>
        this.#use(() => call.apply(store, args));
    return {
      epoch: store.epoch,
      append: use(store.append),
      commit: use(store.commit),
      read: use(store.read),
      inbox: use(store.inbox),
      parked: use(store.parked),
      overdueParked: use(store.overdueParked),
      due: use(store.due),
      nextDueAt: use(store.nextDueAt),
      journal: use(store.journal),
      prune: use(store.prune),
      count: use(store.count),
      ping: use(store.ping),
      close: use(store.close),
    };
  }

  async #use<T>(call: () => Promise<T>): Promise<T> {
    this.#uses += 1;
    const isLast = this.#death?.uses === this.#uses;
    if (isLast && this.#death?.when === 'before') this.die();
    if (this.#isDead) return new Promise(() => undefined);
    this.pending += 1;
    const work = call().finally(() => {
      this.pending -= 1;
      if (isLast) this.die();
    });
    return this.#whileAlive(work);
  }

  async #whileAlive<T>(work: Promise<T>): Promise<T> {
    this.activity += 1;
    const [done] = await Promise.allSettled([work]);
    this.activity += 1;
    if (this.#isDead) return new Promise(() => undefined);
    if (done.status === 'rejected') throw done.reason;
    return done.value;
  }
}

const PORTAL_SEED: Seed = {
  table: 'portals',
  row: { app: APP, portal: PORTAL, state: 'connected', tokens: { accessToken: 'token', version: 0 }, seed: 'portal' },
};

const ACCOUNT_SEED: Seed = {
  table: 'accounts',
  row: {
    key: ACCOUNT,
    app: APP,
    portal: PORTAL,
    channel: CHANNEL,
    channelAccountId: CHANNEL_ACCOUNT,
    address: { type: 'HS_PHONE_NUMBER', value: '+15550100' },
    settings: {},
    settingsVersion: 1,
    state: 'active',
    seed: 'account',
  },
};

function appConfig(quota: AppConfig['quota']): AppConfig {
  return {
    name: APP,
    appId: 4711,
    clientId: 'client',
    clientSecrets: ['secret'],
    apiVersion: 'v3',
    apiBaseUrl: HUBSPOT,
    appBaseUrl: HUBSPOT,
    channelAuth: 'developer-key',
    scopes: [],
    optionalScopes: [],
    webhooksJournal: false,
    quota,
  };
}
