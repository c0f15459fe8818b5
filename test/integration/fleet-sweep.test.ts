import { describe, expect, it } from '@jest/globals';
import { SWEEP_ADVANCED } from '../../src/ingress/sweep/sweep-events.js';
import { NO_COUNTS, parseSweep, sweepCheckpoint } from '../../src/ingress/sweep/sweep-state.js';
import { SLOTS } from '../../src/outbox/slot.js';
import { FleetHere, type ReplicaHere } from '../fixtures/fleet-here.js';
import { MovedTime } from '../fixtures/moved-time.js';
import { until } from '../fixtures/until.js';

const MINUTE = 60_000;
/** After a takeover, every portal has had its turn by then. */
const TURN_MS = 90_000;

describe('a portal whose owner has died while webhooks were lost', () => {
  it('is swept by its next owner, who sends what was missed, once, and nothing again', async () => {
    const time = new MovedTime();
    await using fleet = await FleetHere.open({ replicas: 2, scheduler: time });
    await until('the work is divided', () => fleet.replicas.every(({ taken }) => taken.size === SLOTS / 2));
    const line = fleet.lines[0]!;
    const { portalId: portal } = line;
    const place = { app: 'main', portal };
    const sweepAt = async ({ connector }: ReplicaHere) => {
      const keys = [sweepCheckpoint('main', portal)];
      const [rows] = await connector.running.store.read([{ table: 'checkpoints', keys }]);
      return parseSweep((JSON.parse(rows?.[0]?.doc ?? '{}') as { value?: string }).value);
    };

    fleet.agentWrites(line, 'ann', 'told of');
    await until('it is delivered', () => fleet.stage.chat.got('told of').length === 1);
    const dying = fleet.ownerOf(line)!;
    // The sweep of its start is over: the next one is minutes away, but for a takeover.
    const startedMs = time.now() - 3 * MINUTE;
    const swept = {
      startedMs,
      sinceMs: 0,
      endedMs: startedMs,
      listed: true,
      unread: [],
      counts: NO_COUNTS,
      failures: 0,
    };
    const advanced = { kind: SWEEP_ADVANCED, ...place, receivedAtMs: time.now() };
    await dying.connector.running.engine.submit({ ...advanced, body: { state: swept, found: [] } });

    fleet.stage.emulator.control.addFault({ effect: { kind: 'drop-webhook' }, operations: ['webhook'] });
    const lost = fleet.agentWrites(line, 'bea', 'lost');
    dying.proxy.blackHole();
    await fleet.untilOwned([dying]);
    const heir = fleet.ownerOf(line)!;
    await fleet.part(dying);
    await until('a sweep is wanted', async () => (await sweepAt(heir))?.wantedMs !== undefined);

    await heir.connector.stop({ softMs: 500 });
    time.moveOn(TURN_MS);
    await heir.connector.start();
    await until('what was missed is sent', () => fleet.stage.chat.got('lost').length === 1);
    await until('it is shown so', () => fleet.shown(lost) === 'SENT');
    await until('the sweep is over', async () => ((await sweepAt(heir))?.endedMs ?? 0) > startedMs);
    expect(fleet.stage.chat.delivered.map(({ text }) => text)).toEqual(['told of', 'lost']);
    expect(await sweepAt(heir)).toMatchObject({ counts: { accepted: 1, reported: 0 } });
  });
});
