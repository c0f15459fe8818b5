import { z } from 'zod';
import type { ClaimedSlot } from '../../fleet/fleet-store.js';
import { fleetTiming } from '../../fleet/fleet-timing.js';
import type { QuotaBefore, QuotaPast } from '../../hubspot/quota/portal-quota.js';
import type { PortalQuotas } from '../../hubspot/quota/portal-quotas.js';
import { type QuotaState, quotaState, saysAnything, stateAfter } from '../../hubspot/quota/quota-state.js';
import {
  CHECKPOINT,
  CHECKPOINTS,
  type CheckpointBody,
  type CheckpointRow,
} from '../../ingress/receiving/checkpoint-row.js';
import { slotOf } from '../../outbox/slot.js';
import type { Submit } from '../../outbox/submit.js';
import { portalKey } from '../../outbox/work-row.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';

/** How long after it was written a call may reach HubSpot, ms: its one packet may be lost, and is then sent again within this. */
const ON_ITS_WAY_MS = 1_000;

/**
 * A row of the store: what the giver of a slot had used of its portals' quotas when it wrote this, by `app/portal`. Where the giver
 * itself had the slot from one that was cut off: how long ago that may have made its last call, ms.
 */
const handedOver = z.object({
  portals: z.record(z.string(), quotaState),
  lastCallAgoMs: z.number().exactOptional(),
});
type HandedOver = z.infer<typeof handedOver>;

/** What was before this process owned a slot. `atMs`: when its giver let go of it, by the clock of this process. */
type SlotBefore =
  | { kind: 'nothing' }
  | { kind: 'cut-off'; lastCallMs: number }
  | ({ kind: 'given'; atMs: number } & HandedOver);

interface Named {
  app: string;
  portal: string;
}

export interface QuotaHandoverDeps {
  store: Pick<WorkStore, 'read'>;
  submit: Submit;
  scheduler: Scheduler;
  quotas: Pick<PortalQuotas, 'close'>;
  /** The longest window of any app, ms. */
  windowMs: number;
  /** The known portals of slots. */
  portalsOf(slots: ReadonlySet<number>): readonly Named[];
}

/**
 * Carries what is taken of the portals' quotas from one owner of a slot to the next. Who hands a slot over writes down for how long
 * each unit is still taken, and commits that before the release. Who takes it over subtracts how long ago the release was, by the
 * clock of the database: no two clocks are compared, and what passes between writing and release only makes it more careful. Two
 * clocks that run at different speeds are apart by a few milliseconds after a window; a call counts from when HubSpot received it,
 * which is half a round trip before it is counted here.
 *
 * From an owner that was cut off there is nothing: it may have called until its horizon, a third of its expiry after its last
 * renewal, and its calls count until a window after HubSpot received them.
 */
export class QuotaHandover {
  readonly #before = new Map<number, SlotBefore>();
  /** Slots whose row in the store says something. */
  readonly #told = new Set<number>();

  constructor(private readonly deps: QuotaHandoverDeps) {}

  /** @throws ChannelwrightError `CW_STORE_UNAVAILABLE`: nothing may be called for these slots yet */
  async gained(slots: readonly ClaimedSlot[]): Promise<void> {
    const nowMs = this.deps.scheduler.now();
    const [rows = []] = await this.deps.store.read([
      { table: CHECKPOINTS.name, keys: slots.map(({ slot }) => rowKey(slot)) },
    ]);
    const found = new Map(rows.map(({ key, doc }) => [key, (JSON.parse(doc) as CheckpointRow).value]));
    for (const slot of slots) {
      const value = found.get(rowKey(slot.slot));
      if (value !== undefined) this.#told.add(slot.slot);
      this.#before.set(slot.slot, beforeOf(slot, value, nowMs));
    }
  }

  lost(slots: Iterable<number>): void {
    for (const slot of slots) {
      this.#before.delete(slot);
      this.#told.delete(slot);
    }
  }

  /** From now on no portal of these slots is called by this process. Resolves when what they have used is durable. */
  async handOver(slots: ReadonlySet<number>): Promise<void> {
    const portals = Map.groupBy(this.deps.portalsOf(slots), ({ app, portal }) => slotOf(app, portal));
    await Promise.all([...portals].map(([slot, named]) => this.#write(slot, named)));
  }

  pastOf(app: string, portal: string): QuotaPast {
    return { before: this.#beforeOf(app, portal) };
  }

  #beforeOf(app: string, portal: string): QuotaBefore | undefined {
    // Asked for while the slot is being prepared, or is another's: nothing may be called.
    const before = this.#before.get(slotOf(app, portal)) ?? { kind: 'cut-off', lastCallMs: this.deps.scheduler.now() };
    if (before.kind === 'nothing') return undefined;
    if (before.kind === 'cut-off') return before;
    const state = before.portals[portalKey(app, portal)];
    if (state) return { kind: 'handed-over', state, atMs: before.atMs };
    if (before.lastCallAgoMs === undefined) return undefined;
    return { kind: 'cut-off', lastCallMs: before.atMs - before.lastCallAgoMs };
  }

  async #write(slot: number, named: readonly Named[]): Promise<void> {
    const [first] = named;
    const value = this.#toTell(slot, named);
    if (!first || (value === undefined && !this.#told.has(slot))) return;
    const body: CheckpointBody = { key: rowKey(slot), value: value ? JSON.stringify(value) : NOTHING };
    await this.deps.submit({ kind: CHECKPOINT, ...first, receivedAtMs: this.deps.scheduler.now(), body });
  }

  #toTell(slot: number, named: readonly Named[]): HandedOver | undefined {
    const nowMs = this.deps.scheduler.now();
    const states = named.map(({ app, portal }) => {
      const state = this.deps.quotas.close(app, portal) ?? this.#inherited(app, portal, nowMs);
      return [portalKey(app, portal), state] as const;
    });
    const portals = Object.fromEntries(
      states.flatMap(([key, state]) => (state && saysAnything(state) ? [[key, state]] : [])),
    );
    const lastCallAgoMs = nowMs - lastCallOf(this.#before.get(slot));
    const counts = lastCallAgoMs < this.deps.windowMs;
    if (Object.keys(portals).length === 0 && !counts) return undefined;
    return { portals, ...(counts ? { lastCallAgoMs } : {}) };
  }

  /** What was handed to this process and never used by it. */
  #inherited(app: string, portal: string, nowMs: number): QuotaState | undefined {
    const before = this.#beforeOf(app, portal);
    return before?.kind === 'handed-over' ? stateAfter(before.state, nowMs - before.atMs) : undefined;
  }
}

const NOTHING = '';

function rowKey(slot: number): string {
  return `handover|${slot}`;
}

function beforeOf(
  { from, owner, releasedAgoMs = 0 }: ClaimedSlot,
  value: string | undefined,
  nowMs: number,
): SlotBefore {
  if (from === 'new') return { kind: 'nothing' };
  if (from === 'expired') {
    const { renewedAgoMs, expiryMs } = owner ?? { renewedAgoMs: 0, expiryMs: 0 };
    return { kind: 'cut-off', lastCallMs: nowMs - renewedAgoMs + fleetTiming(expiryMs).horizonMs + ON_ITS_WAY_MS };
  }
  const atMs = nowMs - releasedAgoMs;
  const told = value ? readHandedOver(value) : { portals: {} };
  return told ? { kind: 'given', atMs, ...told } : { kind: 'cut-off', lastCallMs: atMs };
}

/** `undefined`: a version that this one does not know has written it. */
function readHandedOver(value: string): HandedOver | undefined {
  return handedOver.safeParse(JSON.parse(value)).data;
}

function lastCallOf(before: SlotBefore | undefined): number {
  if (before?.kind === 'cut-off') return before.lastCallMs;
  if (before?.kind === 'given' && before.lastCallAgoMs !== undefined) return before.atMs - before.lastCallAgoMs;
  return Number.NEGATIVE_INFINITY;
}
