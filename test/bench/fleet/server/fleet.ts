import pg from 'pg';
import { POSTGRES_DEFAULTS } from '../../../../src/config/defaults.js';
import { slotOf } from '../../../../src/outbox/slot.js';
import type { WorkRow } from '../../../../src/outbox/work-row.js';
import { Child } from '../../processes/child.js';
import type { ConnectorSettings } from '../../traffic/configuration.js';

/** How long the slots may take to be spread again, ms, and how often it is looked whether they are. */
const SPREAD_MS = 60_000;
const LOOK_MS = 200;
/** A share of the slots may differ by so much from an even one. */
const UNEVEN = 0.05;
const SLOTS = 1_024;

export interface Replica {
  child: Child;
  url: string;
  /** The id under which it is a member. */
  member: string;
}

/** Replicas in processes of their own, on one database. */
export class Fleet implements AsyncDisposable {
  readonly replicas: Replica[] = [];
  readonly #sql: pg.Pool;

  private constructor(private readonly settings: ConnectorSettings) {
    this.#sql = new pg.Pool({ connectionString: settings.store, max: 1 });
  }

  static async start(replicas: number, settings: ConnectorSettings): Promise<Fleet> {
    const fleet = new Fleet(settings);
    for (let started = 0; started < replicas; started++) await fleet.join();
    await fleet.spread();
    return fleet;
  }

  async join(): Promise<Replica> {
    const child = Child.start('../fleet/processes/replica');
    const known = new Set(await this.#members());
    const url = await child.ask<string>('start', this.settings);
    const [member = ''] = (await this.#members()).filter((id) => !known.has(id));
    const replica = { child, url, member };
    this.replicas.push(replica);
    return replica;
  }

  /** In order: it hands over what it has. */
  async leave(replica: Replica): Promise<void> {
    this.#forget(replica);
    await replica.child.ask('stop');
    await replica.child[Symbol.asyncDispose]();
  }

  async kill(replica: Replica): Promise<void> {
    this.#forget(replica);
    await replica.child.kill();
  }

  /** Resolves when every slot has an owner, and each replica its share. */
  async spread(): Promise<void> {
    const share = SLOTS / this.replicas.length;
    const giveUpAt = performance.now() + SPREAD_MS;
    while (performance.now() < giveUpAt) {
      const counts = await Promise.all(this.replicas.map(async ({ member }) => (await this.slotsOf(member)).size));
      if (counts.every((count) => Math.abs(count - share) <= SLOTS * UNEVEN)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error('the slots were not spread in time');
  }

  async slotsOf(member: string): Promise<Set<number>> {
    const { schema } = POSTGRES_DEFAULTS;
    const { rows } = await this.#sql.query(`SELECT slot FROM ${schema}.slots WHERE owner = $1`, [member]);
    return new Set(rows.map(({ slot }: { slot: number }) => slot));
  }

  /** The portals whose slots it owns. */
  async portalsOf({ member }: Replica): Promise<string[]> {
    const slots = await this.slotsOf(member);
    const portals = (this.settings.lines ?? []).map(({ portalId }) => portalId);
    return portals.filter((portalId) => slots.has(slotOf('main', portalId)));
  }

  /** Work was written behind the replicas' backs: a row of each portal tells its owner. */
  async look(work: readonly WorkRow[]): Promise<void> {
    for (const replica of this.replicas) {
      const own = new Set(await this.portalsOf(replica));
      await replica.child.ask('look', { work: work.filter(({ portal }) => own.has(portal)) });
    }
  }

  /** What a call to HubSpot took on average since this was asked the last time, ms. */
  async roundTripMs(): Promise<number> {
    const told = await Promise.all(
      this.replicas.map(({ child }) => child.ask<{ calls: number; meanMs: number }>('calls')),
    );
    const calls = told.reduce((sum, one) => sum + one.calls, 0);
    return told.reduce((sum, one) => sum + one.calls * one.meanMs, 0) / Math.max(1, calls);
  }

  /** Of all replicas together, so far. */
  async cpuMicros(): Promise<number> {
    const each = await Promise.all(this.replicas.map(({ child }) => child.cpuMicros()));
    return each.reduce((sum, one) => sum + one, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.replicas.map(({ child }) => child.ask('stop', undefined, { withinMs: 15_000 })));
    await Promise.all(this.replicas.map(({ child }) => child[Symbol.asyncDispose]()));
    await this.#sql.end();
  }

  async #members(): Promise<string[]> {
    const { schema } = POSTGRES_DEFAULTS;
    const known = await this.#sql.query(`SELECT to_regclass('${schema}.members') AS it`);
    if (known.rows[0].it === null) return [];
    const { rows } = await this.#sql.query(`SELECT id FROM ${schema}.members WHERE NOT departed`);
    return rows.map(({ id }: { id: string }) => id);
  }

  #forget(replica: Replica): void {
    this.replicas.splice(this.replicas.indexOf(replica), 1);
  }
}
