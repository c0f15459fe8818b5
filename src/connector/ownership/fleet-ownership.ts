import { hostname } from 'node:os';
import process from 'node:process';
import type { ConnectorConfig } from '../../config/connector-config.js';
import { UNSEED } from '../../directory/seed-reducer.js';
import { FleetMember } from '../../fleet/fleet-member.js';
import type { FleetStore, NewMember } from '../../fleet/fleet-store.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import type { Licence } from '../../outbox/licence.js';
import type { OwnedSlots } from '../../outbox/owned-slots.js';
import type { FoldEvent } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';
import { FRAMEWORK_VERSION } from '../../policy/framework-version.js';
import { createSealer } from '../../store/sealing.js';
import { Announcements } from '../directory/announcements.js';
import { configFingerprint } from '../directory/config-fingerprint.js';
import { isPlanted, seedEvents } from '../directory/seed-directory.js';
import { DIRECTORY_TABLES, type Written } from '../engine/directory-mirror.js';
import type { RunParts } from '../run-parts.js';
import { checkFleetKeys } from './check-fleet-keys.js';
import { countSlots, showMember } from './fleet-figures.js';
import type { Ownership, Worker } from './ownership.js';
import { Planting } from './planting.js';
import { SlotDuties } from './slot-duties.js';

/** How long a start waits until what is configured is in the directory, ms: whoever owns the slots has to fold it. */
const PLANTING_MS = 10_000;
const LOOK_EVERY_MS = 25;
const NOT_PLANTED = 'not all that is configured is in the directory yet';
/** How rarely an idle process looks for what others have appended or announced, ms: where they wake it, and where they do not. */
const WOKEN_REST_MS = 2_000;
const UNWOKEN_REST_MS = 1_000;

/** One of many processes on a store: it owns some slots, and they come and go. */
export class FleetOwnership implements Ownership {
  readonly slots: OwnedSlots;
  readonly licence: Licence;
  readonly #member: FleetMember;
  /** Whoever is woken polls only for what did not wake it. */
  readonly #restMs = () => (this.fleet.isWoken ? WOKEN_REST_MS : UNWOKEN_REST_MS);
  #stopFigures: () => void = () => undefined;
  readonly #announcements: Announcements;
  #worker: Worker | undefined;
  #planting: Planting | undefined;
  #duties: SlotDuties | undefined;

  constructor(
    private readonly fleet: FleetStore,
    private readonly parts: Pick<RunParts, 'config' | 'scheduler' | 'random' | 'log' | 'metrics'> & {
      expiryMs: number;
      recovered: boolean;
    },
  ) {
    const { scheduler, random, log, config, expiryMs } = parts;
    this.#member = new FleetMember({
      store: fleet,
      member: memberOf(config, expiryMs),
      hooks: countSlots(
        {
          gained: (slots) => this.#works.duties.gained(slots),
          begun: () => this.#works.duties.begun(),
          handOver: (slots, signal) => this.#works.duties.handOver(slots, signal),
          lost: (slots) => this.#works.duties.lost(slots),
          membersChanged: (count) => this.#works.duties.membersChanged(count),
        },
        parts.metrics,
      ),
      scheduler,
      random,
      log: log.logger,
    });
    this.slots = this.#member;
    this.licence = { assertValid: (slot) => this.#member.assertMayCall(slot) };
    const changed = (rows: (table: string) => readonly Written[]) => this.#learn(rows);
    this.#announcements = new Announcements({
      store: fleet,
      scheduler,
      log: log.logger,
      changed,
      restMs: this.#restMs,
    });
  }

  /** What is written after this is announced; what was written before is loaded next. */
  async prepare(): Promise<void> {
    await checkFleetKeys(this.fleet, keyIdsOf(this.parts.config));
    await this.#announcements.begin();
  }

  async begin(worker: Worker): Promise<void> {
    const { scheduler, log } = this.parts;
    const { engine } = worker;
    this.#worker = worker;
    this.#duties = new SlotDuties({
      ...worker,
      fleet: this.fleet,
      slots: this.slots,
      announcements: this.#announcements,
      recovered: this.parts.recovered,
      scheduler,
      log: log.logger,
    });
    this.fleet.onWake((about) => {
      if (about === 'inbox') engine.fold.notify();
      else this.#announcements.wake();
    });
    this.#stopFigures = showMember(this.#member, this.parts.metrics);
    this.#announcements.start();
    engine.fold.start('open', this.#restMs);
    engine.dueWork.start();
    await this.#plant(worker);
  }

  get health(): string | undefined {
    return this.#member.health ?? (this.#isPlanted ? undefined : NOT_PLANTED);
  }

  async catchUp(): Promise<boolean> {
    await this.#announcements.caughtUp();
    return this.#isPlanted;
  }

  /** Others can have its slots at once: a process that folds no more would only keep them. */
  lose(): void {
    const why = AbortSignal.abort(new Error('this process has lost the store'));
    this.#member.stop(why).catch((error: unknown) => {
      this.parts.log.logger.warn('this process could not leave the fleet', { error: String(error) });
    });
  }

  async stop(hard: AbortSignal): Promise<void> {
    this.#stopFigures();
    await this.#member.stop(hard);
    await this.#announcements.stop();
  }

  /** The fold first: it must not judge by a row that those it tells know to be old. */
  #learn(rows: (table: string) => readonly Written[]): void {
    const { engine } = this.#works.worker;
    for (const table of DIRECTORY_TABLES) for (const { key, row } of rows(table)) engine.fold.learn(table, key, row);
    engine.mirror.changed(rows);
  }

  get #isPlanted(): boolean {
    return this.#planting?.left === 0;
  }

  get #works(): { worker: Worker; duties: SlotDuties } {
    if (!this.#worker || !this.#duties) throw new Error('slots come only after the beginning');
    return { worker: this.#worker, duties: this.#duties };
  }

  /** What is configured goes through the inbox, since others may own the slots. */
  async #plant({ engine, channels, store }: Worker): Promise<void> {
    const { config, scheduler, log } = this.parts;
    const seeds = seedEvents(config, channels, engine, scheduler.now());
    const open = await this.#left(seeds.filter((event) => !isPlanted(event, engine)));
    const planting = new Planting(engine, open, scheduler);
    this.#planting = planting;
    if (open.length > 0) await store.append(open.map(toInbox));
    await this.#member.start();
    const untilMs = scheduler.now() + PLANTING_MS;
    while (planting.left > 0 && scheduler.now() < untilMs) {
      engine.fold.notify();
      this.#announcements.wake();
      await scheduler.sleep(LOOK_EVERY_MS);
    }
    const { left } = planting;
    if (left > 0) log.logger.warn(NOT_PLANTED, { left });
  }

  /**
   * What this configuration lacks may be what another has: nothing is disabled while replicas with other configurations live. The last
   * one to be started anew does it.
   */
  async #left(seeds: FoldEvent[]): Promise<FoldEvent[]> {
    const { config, log } = this.parts;
    const { members } = await this.fleet.survey();
    const own = configFingerprint(config);
    const others = members.filter(({ fingerprint, leaving }) => fingerprint !== own && !leaving);
    if (others.length === 0) return seeds;
    const kept = seeds.filter(({ kind }) => kind !== UNSEED);
    log.logger.warn('replicas with another configuration live', {
      replicas: others.map(({ name }) => name),
      accountsLeftAsTheyAre: seeds.length - kept.length,
    });
    return kept;
  }
}

function toInbox({ kind, app, portal, receivedAtMs, body }: FoldEvent): NewInboxEvent {
  return { kind, app, portal, slot: slotOf(app, portal), receivedAtMs, body: body as NewInboxEvent['body'] };
}

function memberOf(config: ConnectorConfig, expiryMs: number): NewMember {
  return {
    name: `${hostname()}:${process.pid}`,
    version: FRAMEWORK_VERSION,
    fingerprint: configFingerprint(config),
    apps: Object.keys(config.apps),
    channels: Object.keys(config.channels),
    expiryMs,
    keys: keyIdsOf(config),
  };
}

function keyIdsOf({ encryptionKeys }: ConnectorConfig): readonly string[] {
  return createSealer(encryptionKeys).keyIds;
}
