import { describe, expect, it } from '@jest/globals';
import type { AdapterDefinition } from 'channelwright/adapter';
import { type PulledBody, PullReducer, PullSettler } from '../../../../src/ingress/receiving/pull-reducer.js';
import { PullHandler } from '../../../../src/ingress/receiving/pulls.js';
import { WORK } from '../../../../src/outbox/work-row.js';
import { NO_TRACES } from '../../../../src/policy/traces.js';
import { MESSAGES, type MessageRow } from '../../../../src/status/message-row.js';
import { pulledReceipts, SilentProvider } from '../../../fixtures/fakes/pulled-receipts.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import { attempt, message, part, providerId } from '../../../fixtures/message-rows.js';
import { ReceiverWorld } from '../receiver-world.js';

/** The engine around pulls, by hand. */
class PullWorld {
  readonly world = new ReceiverWorld();
  readonly provider = new SilentProvider();
  readonly tx = new MemoryTx(this.world.scheduler.now());
  readonly start = this.world.scheduler.now();
  readonly id = this.provider.send('ann', 'Hallo');
  fails = false;
  readonly #settler: PullSettler;
  readonly #reducer: PullReducer;
  readonly #handler: PullHandler;

  constructor() {
    this.world.addChannel(pulledReceipts(this.provider) as unknown as AdapterDefinition);
    this.world.account('line');
    const deps = this.world.deps();
    this.#settler = new PullSettler(deps.channels);
    this.#reducer = new PullReducer(deps.channels);
    const rows = () => this.tx.all(MESSAGES).map((row) => ({ key: row.key, doc: JSON.stringify(row) }));
    const accounts = { ...deps.accounts, get: (key: string) => this.#account(key) };
    this.#handler = new PullHandler(
      { read: async () => [rows()] } as never,
      deps.channels,
      accounts as never,
      deps.append,
      async ({ body }) => this.#pulled(body as PulledBody),
      deps.counters,
      NO_TRACES,
      deps.scheduler,
      deps.log,
    );
  }

  #account(key: string) {
    if (this.fails) throw new Error('the provider is away');
    return this.world.known.get(key);
  }

  #pulled(body: PulledBody): void {
    this.tx.nowMs = this.world.scheduler.now();
    const { app, portal } = message(undefined);
    this.#reducer.reduce({ kind: 'ingress.pulled', app, portal, receivedAtMs: this.tx.nowMs, body }, this.tx);
  }

  put(row: MessageRow): void {
    this.tx.nowMs = this.world.scheduler.now();
    const before = this.tx.get(MESSAGES, row.key);
    this.tx.put(MESSAGES, row);
    this.#settler.settle(row, before, this.tx);
  }

  /** When the next pull is due, ms from the start. */
  get due(): number | undefined {
    const [work] = this.tx.all(WORK);
    return work && work.dueAtMs - this.start;
  }

  /** Time moves to the next pull, which is made. */
  async pull(): Promise<void> {
    const [work] = this.tx.all(WORK);
    await this.world.scheduler.advanceTo(work!.dueAtMs);
    await this.#handler.run(work!, new AbortController().signal);
  }

  /** A message of which the provider has one part. */
  accepted(progress: 'pending' | 'delivered' | 'read' = 'pending'): MessageRow {
    const call = attempt({ returnedAtMs: this.start, ids: [providerId(this.id, progress)] });
    return message([part([call])], { channel: 'chat', to: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'ann' } });
  }
}

describe('receipts that nobody pushes', () => {
  it('are asked for on the declared schedule, then no more', async () => {
    const world = new PullWorld();
    world.put(world.accepted());
    const dues = [];
    while (world.due !== undefined) {
      dues.push(world.due);
      await world.pull();
    }
    expect(dues).toEqual([1_000, 10_000, 60_000]);
    expect(world.provider.enquiries).toEqual([[world.id], [world.id], [world.id]]);
  });

  it('come in as every receipt does, once for each state', async () => {
    const world = new PullWorld();
    world.put(world.accepted());
    world.provider.sent[0]!.history.push('sent', 'delivered');
    await world.pull();
    await world.pull();
    expect(world.world.told).toMatchObject([
      { kind: 'provider.event', account: 'line', body: { event: { kind: 'receipt', state: 'sent' } } },
      { body: { event: { state: 'delivered' } } },
    ]);
  });

  it('are not asked for any more once nothing can follow', async () => {
    const world = new PullWorld();
    world.put(world.accepted());
    world.put(world.accepted('delivered'));
    expect(world.due).toBe(1_000);
    world.put(world.accepted('read'));
    expect(world.due).toBeUndefined();
  });

  it('of a later part have a schedule of their own', async () => {
    const world = new PullWorld();
    const row = world.accepted();
    world.put(row);
    await world.pull();
    await world.pull();
    await world.pull();
    expect(world.due).toBeUndefined();
    const later = attempt({ returnedAtMs: world.start + 100_000, ids: [providerId('q2')] });
    world.put({ ...row, parts: [...row.parts!, part([later], { index: 1 })] });
    expect(world.due).toBe(101_000);
  });

  it('of a part that was sent meanwhile are asked for as early as it wants', async () => {
    const world = new PullWorld();
    const row = world.accepted();
    world.put(row);
    await world.pull();
    await world.pull();
    expect(world.due).toBe(60_000);
    const meanwhile = attempt({ returnedAtMs: world.start + 20_000, ids: [providerId('q2')] });
    world.put({ ...row, parts: [...row.parts!, part([meanwhile], { index: 1 })] });
    expect(world.due).toBe(21_000);
  });

  it('are not asked for when the adapter says that no more will come', async () => {
    const world = new PullWorld();
    const row = world.accepted('delivered');
    world.put({ ...row, parts: [{ ...row.parts![0]!, final: true }] });
    expect(world.due).toBeUndefined();
  });

  it('are asked for again after a minute when asking failed, an hour long', async () => {
    const world = new PullWorld();
    world.put(world.accepted());
    await world.pull();
    await world.pull();
    world.fails = true;
    await world.pull();
    expect(world.due).toBe(120_000);
    for (let round = 0; round < 100 && world.due !== undefined; round += 1) await world.pull();
    expect(world.world.scheduler.now() - world.start).toBe(3_660_000);
  });
});
