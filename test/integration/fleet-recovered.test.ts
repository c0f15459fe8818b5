import { describe, expect, it } from '@jest/globals';
import { FleetHere } from '../fixtures/fleet-here.js';
import { until } from '../fixtures/until.js';

const LINES = 8;

describe('A replica that was started after transactions were lost', () => {
  it('puts what it finds then in doubt, and nothing that waits in slots it gets back later', async () => {
    await using fleet = await FleetHere.open({ replicas: 1, portals: Array.from({ length: LINES }, () => 'chat') });
    const [first] = fleet.replicas;
    const { connector } = first!;
    await connector.stop({ softMs: 500 });
    await connector.start({ recovered: true });

    const asked = fleet.stage.chat.requests.length;
    for (const line of fleet.lines) {
      fleet.stage.chat.behave({ kind: 'answer', status: 429, headers: { 'retry-after': '6' } });
      fleet.agentWrites(line, 'customer', 'later');
    }
    await until('every message was put off', () => fleet.stage.chat.requests.length >= asked + LINES);
    const second = await fleet.join();
    await until('the other has some', () => fleet.lines.some((line) => fleet.ownerOf(line) === second));
    await fleet.part(second);

    await until('they are sent', () => fleet.stage.chat.delivered.length === LINES);
    const recovered = { table: 'journal', equal: { type: 'message.recovered' } };
    expect(await connector.running.store.count(recovered)).toBe(0);
  });
});
