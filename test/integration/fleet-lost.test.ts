import { describe, expect, it } from '@jest/globals';
import { ChannelwrightError } from '../../src/errors/channelwright-error.js';
import type { WorkStore } from '../../src/outbox/work-store.js';
import { FleetHere } from '../fixtures/fleet-here.js';
import { until } from '../fixtures/until.js';

describe('A replica whose store turns out to be damaged', () => {
  it('leaves the fleet at once, and the others take over what it had', async () => {
    await using fleet = await FleetHere.open({ replicas: 2 });
    await fleet.untilShared();
    const [line] = fleet.lines;
    const owner = fleet.ownerOf(line!)!;
    damage(owner.connector.running.store);

    fleet.agentWrites(line!, 'customer', 'hello');

    await owner.connector.lost;
    await until('it has left', async () => (await fleet.survey()).members.length === 1);
    await fleet.untilOwned([owner]);
    await until('the message is sent', () => fleet.stage.chat.delivered.length === 1);
    expect((await owner.connector.health()).live.ok).toBe(false);
  });
});

/** Whatever is committed from now on is refused, as by a page that cannot be read. */
function damage(store: WorkStore): void {
  store.commit = () => Promise.reject(new ChannelwrightError('CW_STORE_DAMAGED', 'a page cannot be read'));
}
