import { beforeEach, describe, expect, it } from '@jest/globals';
import { PortalRegistry } from '../../../src/connector/portals/portal-registry.js';
import type { HttpRequest, HttpResponse } from '../../../src/contract/http-transport.js';
import { TransportError } from '../../../src/contract/http-transport.js';
import { PORTALS, type PortalRow } from '../../../src/directory/portals/portal-row.js';
import { TokenReducer } from '../../../src/directory/portals/token-reducer.js';
import { ChannelwrightError } from '../../../src/errors/channelwright-error.js';
import type { ClaimedSlot } from '../../../src/fleet/fleet-store.js';
import { OAUTH_TOKEN_PATH } from '../../../src/hubspot/api-paths.js';
import { CheckpointReducer } from '../../../src/ingress/receiving/checkpoint-reducer.js';
import { rowId } from '../../../src/outbox/fold/working-set.js';
import type { FoldEvent } from '../../../src/outbox/reducer.js';
import { slotOf } from '../../../src/outbox/slot.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { callScopes } from '../../../src/transport/call-scope.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { SilentLog } from '../../fixtures/silent-log.js';

const [APP, PORTAL] = ['main', '62515'];
const SLOT = slotOf(APP, PORTAL);
const LIMIT = 5;
const PER_MS = 10_000;

/** One store, one HubSpot, and the ledger of who owns the portal's slot. */
class Fleet {
  readonly scheduler = new ManualScheduler();
  readonly tx = new MemoryTx(this.scheduler.now());
  readonly reducers = [new TokenReducer(), new CheckpointReducer()];
  epoch = 0;
  owner: Replica | undefined;
  refreshes = 0;
  calls: string[] = [];
  /** Holds the answer to the next refresh back. */
  slow: Promise<void> | undefined;

  constructor() {
    const tokens = { version: 1, refreshToken: 'refresh-0' };
    this.tx.put(PORTALS, { app: APP, portal: PORTAL, state: 'connected', tokens, seed: 's' } satisfies PortalRow);
  }

  async give(to: Replica, taken: Omit<ClaimedSlot, 'slot' | 'epoch'>): Promise<void> {
    this.epoch += 1;
    this.owner = to;
    to.epoch = this.epoch;
    await to.portals.gained([{ slot: SLOT, epoch: this.epoch, ...taken }]);
  }

  read(table: string, keys: readonly string[]) {
    return keys.flatMap((key) => {
      const held = this.tx.rows.get(rowId(table, key));
      return held ? [{ key, doc: JSON.stringify(held.row) }] : [];
    });
  }

  async http(request: HttpRequest): Promise<HttpResponse> {
    try {
      callScopes.getStore()?.assertLicensed();
    } catch {
      throw new TransportError('unlicensed', 'no', 'not called');
    }
    if (!String(request.url).endsWith(OAUTH_TOKEN_PATH)) {
      this.calls.push(request.headers?.['authorization'] ?? '');
      return answer({ results: [] });
    }
    this.refreshes += 1;
    const issued = { access_token: `access-${this.refreshes}`, refresh_token: `refresh-${this.refreshes}` };
    await this.slow;
    return answer({ ...issued, expires_in: 1_800, token_type: 'bearer' });
  }
}

/** One process of it. */
class Replica {
  epoch: number | undefined;
  readonly portals: PortalRegistry;

  constructor(private readonly fleet: Fleet) {
    this.portals = new PortalRegistry({
      store: {
        epoch: 0,
        read: async ([get]) => [fleet.read(get!.table, 'keys' in get! ? get.keys : [`${APP}/${PORTAL}`])],
      },
      apps: {
        [APP]: {
          name: APP,
          appId: '1',
          apiBaseUrl: 'https://hubspot.example',
          apiVersion: 'v3',
          clientId: 'id',
          clientSecrets: ['secret'],
          quota: { requests: LIMIT, perMs: PER_MS },
        } as never,
      },
      http: { request: (request) => fleet.http(request) },
      scheduler: fleet.scheduler,
      random: new SeededRandom(1),
      log: new SilentLog(),
      submit: (event) => this.#submit(event),
      slots: { shared: true, epochOf: () => this.epoch, mayBegin: () => true, fenced: () => undefined },
      licence: { assertValid: () => undefined },
    });
  }

  call() {
    return this.portals.of(APP, PORTAL)!.client.inbox.inboxes({ limit: 1 }, { priority: 'status' });
  }

  nextFreeInMs(): number {
    return this.portals.of(APP, PORTAL)!.quota.nextFreeAt('status') - this.fleet.scheduler.now();
  }

  async handOver(): Promise<void> {
    await this.portals.handOver([SLOT]);
    this.lose();
  }

  lose(): void {
    this.epoch = undefined;
    this.portals.lost([SLOT]);
  }

  async #submit(event: FoldEvent): Promise<unknown> {
    const { tx, reducers, owner, epoch } = this.fleet;
    if (owner !== this || this.epoch !== epoch) throw new ChannelwrightError('CW_STORE_FENCED');
    tx.nowMs = this.fleet.scheduler.now();
    for (const reducer of reducers) if (reducer.kinds.includes(event.kind)) reducer.reduce(event, tx);
    this.portals.changed(tx.get(PORTALS, `${APP}/${PORTAL}`)!);
    return tx.answered;
  }
}

function answer(body: object): HttpResponse {
  return { status: 200, headers: {}, text: async () => JSON.stringify(body) } as HttpResponse;
}

let fleet: Fleet;
let one: Replica;
let two: Replica;

beforeEach(async () => {
  fleet = new Fleet();
  [one, two] = [new Replica(fleet), new Replica(fleet)];
  for (const { portals } of [one, two]) await portals.load();
  await fleet.give(one, { from: 'new' });
});

const spend = async (replica: Replica) => {
  for (let n = 0; n < LIMIT; n += 1) expect(await replica.call()).toMatchObject({ ok: true });
};

describe('a portal that changes its owner', () => {
  it('goes on with what is left of its quota, also where the next owner never called it', async () => {
    await spend(one);
    await fleet.scheduler.advance(3_000);
    await one.handOver();
    await fleet.scheduler.advance(500);
    await fleet.give(two, { from: 'released', releasedAgoMs: 500 });
    expect(two.nextFreeInMs()).toBe(6_500);
    await fleet.scheduler.advance(1_500);
    await two.handOver();
    await fleet.give(one, { from: 'released', releasedAgoMs: 0 });
    expect(one.nextFreeInMs()).toBe(5_000);
    await fleet.scheduler.advance(5_000);
    expect(one.nextFreeInMs()).toBe(0);
  });

  it('is not held up by what somebody handed over long ago', async () => {
    await spend(one);
    await one.handOver();
    await fleet.give(two, { from: 'released' });
    await fleet.scheduler.advance(PER_MS);
    await two.handOver();
    await fleet.give(one, { from: 'released' });
    expect(one.nextFreeInMs()).toBe(0);
  });

  it('is spent until the calls of an owner that was cut off count no more, and no longer', async () => {
    one.lose();
    await fleet.give(two, { from: 'expired', owner: { renewedAgoMs: 15_000, expiryMs: 15_000 } });
    expect(two.nextFreeInMs()).toBe(1_000);
    two.lose();
    await fleet.give(one, { from: 'expired', owner: { renewedAgoMs: 16_000, expiryMs: 15_000 } });
    expect(one.nextFreeInMs()).toBe(0);
    one.lose();
    await fleet.give(two, { from: 'expired', owner: { renewedAgoMs: 1_000, expiryMs: 1_000 } });
    expect(two.nextFreeInMs()).toBeCloseTo(10_333, -1);
  });

  it('stays spent where the slot is handed on before that is over', async () => {
    one.lose();
    await fleet.give(two, { from: 'expired', owner: { renewedAgoMs: 15_000, expiryMs: 15_000 } });
    await two.handOver();
    await fleet.give(one, { from: 'released' });
    expect(one.nextFreeInMs()).toBe(1_000);
  });

  it('is called no more by the one that gave it away, not even with what it held on to', async () => {
    const kept = one.portals.of(APP, PORTAL)!;
    await one.handOver();
    await fleet.give(two, { from: 'released' });
    expect(await kept.client.inbox.inboxes({ limit: 1 })).toMatchObject({ ok: false, failure: { kind: 'not-sent' } });
    await two.handOver();
    await fleet.give(one, { from: 'released' });
    expect(await kept.client.inbox.inboxes({ limit: 1 })).toMatchObject({ ok: false, failure: { kind: 'not-sent' } });
    expect(fleet.calls).toEqual([]);
  });

  it('is not called while its slot is being prepared', async () => {
    one.lose();
    two.epoch = 7;
    expect(two.nextFreeInMs()).toBe(PER_MS);
  });
});

describe('the tokens of a portal that changes its owner', () => {
  it('are refreshed by one: what the other gets and cannot keep is not used', async () => {
    const { promise: answered, resolve: answerNow } = Promise.withResolvers<void>();
    fleet.slow = answered;
    const late = one.call();
    await fleet.scheduler.settle();
    fleet.slow = undefined;
    // Another takes over while the answer to the refresh is on its way.
    await fleet.give(two, { from: 'expired', owner: { renewedAgoMs: 30_000, expiryMs: 15_000 } });
    expect(await two.call()).toMatchObject({ ok: true });
    answerNow();
    expect(await late).toMatchObject({ ok: false, failure: { kind: 'not-sent' } });
    one.lose();
    expect(fleet.calls).toEqual(['Bearer access-2']);
    expect(fleet.tx.get(PORTALS, `${APP}/${PORTAL}`)).toMatchObject({
      tokens: { version: 2, refreshToken: 'refresh-2' },
    });

    await two.handOver();
    await fleet.give(one, { from: 'released' });
    expect(await one.call()).toMatchObject({ ok: true });
    expect(fleet.calls).toEqual(['Bearer access-2', 'Bearer access-2']);
    expect(fleet.refreshes).toBe(2);
  });

  it('are not refreshed by a process that does not own the portal', async () => {
    expect(await two.call()).toMatchObject({ ok: false, failure: { kind: 'not-sent' } });
    expect(fleet.refreshes).toBe(0);
  });
});
