import { afterEach, describe, expect, it } from '@jest/globals';
import { FleetHere } from '../fixtures/fleet-here.js';
import { ownPostgres, type PostgresServer } from '../fixtures/postgres.js';
import { meanwhile, until } from '../fixtures/until.js';

/** How many messages are under way at once, at most. */
const MOST_AHEAD = 20;

interface Written {
  id: string;
  text: string;
}

describe('a fleet whose database goes away', () => {
  let fleet: FleetHere;
  let server: PostgresServer | undefined;

  afterEach(async () => {
    await fleet[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    server = undefined;
  });

  const readiness = () => Promise.all(fleet.replicas.map((replica) => replica.isReady()));

  it('is not ready and answers webhooks 503 while there is none, and works on by itself when it is back', async () => {
    server = await ownPostgres();
    fleet = await FleetHere.open({ databaseUrl: server.url });
    await fleet.untilOwned();
    const before = fleet.agentWrites(fleet.lines[0]!, 'ann', 'before');
    await until('it is delivered', () => fleet.stage.chat.got('before').length === 1);
    await server.kill();
    await until('nobody is ready', async () => (await readiness()).every((ready) => !ready));
    const during = fleet.agentWrites(fleet.lines[1]!, 'bea', 'during');
    const { control } = fleet.stage.emulator;
    const attempts = () => control.webhooks().find(({ messageId }) => messageId === during)!.attempts;
    const answers = () => attempts().flatMap(({ status }) => status ?? []);
    await until('the webhook was answered 503', () => answers().includes(503));
    await server.restart();
    await until('everybody is ready', async () => (await readiness()).every((ready) => ready));
    const after = fleet.agentWrites(fleet.lines[0]!, 'ann', 'after');
    await until('all are delivered', () => fleet.stage.chat.delivered.length === 3);
    await until('and shown so', () => [before, during, after].every((id) => fleet.shown(id) === 'SENT'));
  });

  it('loses nothing when the database restarts while everybody writes', async () => {
    server = await ownPostgres();
    fleet = await FleetHere.open({ databaseUrl: server.url });
    await fleet.untilOwned();
    const { delivered } = fleet.stage.chat;
    const written: Written[] = [];
    // Nobody knows what became of a call whose owner lost its slot in the middle: the agent is told.
    const isSettled = ({ id, text }: Written) => delivered.some((m) => m.text === text) || fleet.shown(id) === 'FAILED';
    const write = () => {
      // A busy machine is not to be buried in what nobody has got to yet.
      if (written.filter((each) => !isSettled(each)).length >= MOST_AHEAD) return;
      const count = written.length;
      const text = `m${count}`;
      written.push({ id: fleet.agentWrites(fleet.lines[count % 2]!, `peer-${count % 3}`, text), text });
    };
    await meanwhile(write, async () => {
      for (let times = 1; times <= 3; times++) {
        await until('something goes on', () => fleet.stage.chat.delivered.length >= 10 * times);
        await server?.restart();
      }
    });
    await until('everybody has everything, or the agent knows', () => written.every(isSettled));
    expect(new Set(delivered.map(({ text }) => text)).size).toBe(delivered.length);
    expect(delivered.length).toBeGreaterThan(written.length * 0.8);
  });

  it('notices a connection that nothing passes through, and the others take over', async () => {
    fleet = await FleetHere.open();
    await fleet.untilShared();
    const [line] = fleet.lines;
    const lost = fleet.ownerOf(line!)!;
    lost.proxy.blackHole();
    await until('it is not ready', async () => !(await lost.isReady()));
    fleet.door.remove(lost.port);
    await fleet.untilOwned([lost]);
    fleet.agentWrites(line!, 'ann', 'hello');
    await until('another one delivers', () => fleet.stage.chat.got('hello').length === 1);
    expect([...lost.taken]).toEqual([]);
    lost.proxy.pass();
    await until('it is ready again, and has its share', async () => (await lost.isReady()) && lost.taken.size > 200);
    expect(fleet.stage.chat.delivered.length).toBe(1);
  });

  it('answers 503 to a webhook whose event it cannot keep because nothing passes', async () => {
    fleet = await FleetHere.open({ replicas: 2 });
    await fleet.untilOwned();
    const [lost, other] = fleet.replicas;
    fleet.door.remove(other!.port);
    lost!.proxy.blackHole();
    const id = fleet.agentWrites(fleet.lines[0]!, 'ann', 'hello');
    const attempts = () => fleet.stage.emulator.control.webhooks().find(({ messageId }) => messageId === id)!.attempts;
    await until('the webhook was refused', () => (attempts()[0]?.status ?? 0) >= 500);
    fleet.door.add(other!.port);
    await until('the other one delivers it', () => fleet.stage.chat.got('hello').length === 1);
    lost!.proxy.pass();
  });
});
