import { afterEach, describe, expect, it } from '@jest/globals';
import { slotOf } from '../../src/outbox/slot.js';
import type { ChildConfig } from '../crash/child-protocol.js';
import type { ChannelName } from '../crash/ledger.js';
import { FleetHere } from '../fixtures/fleet-here.js';
import { meanwhile, until } from '../fixtures/until.js';

const MESSAGES = 30;
/** How many messages are under way at once, at most. */
const MOST_AHEAD = 20;

/** A configuration that names no channel `chat`. */
function withoutChat({ channels, ...config }: ChildConfig): Record<string, unknown> {
  return { ...config, channels: { sms: (channels as Record<string, unknown>)['sms'] } };
}

function slotsOf({ lines }: FleetHere, wanted: ChannelName): number[] {
  return lines.filter(({ channel }) => channel === wanted).map(({ portalId }) => slotOf('main', portalId));
}

describe('a fleet of replicas on PostgreSQL', () => {
  let fleet: FleetHere;
  afterEach(() => fleet[Symbol.asyncDispose]());

  it('takes any webhook at any replica, also the receipt for a message that another one has sent', async () => {
    fleet = await FleetHere.open({ portals: ['chat', 'sms'] });
    await fleet.untilOwned();
    const { chat, sms } = fleet.stage;
    for (const [turn, replica] of fleet.replicas.entries()) {
      const [ann, bob] = fleet.lines;
      // What comes to the door goes to this one alone.
      for (const { port } of fleet.replicas) fleet.door.remove(port);
      fleet.door.add(replica.port);
      chat.behave({ kind: 'accept', receipts: { states: ['sent', 'delivered', 'read'] } });
      const written = fleet.agentWrites(ann!, 'ann', `chat ${turn}`);
      const texted = fleet.agentWrites(bob!, '+15550191', `sms ${turn}`);
      await chat.customerWrites({ from: 'ann', text: `hello ${turn}`, to: ann!.address.value });
      await sms.customerWrites({ from: '+15550191', text: `hi ${turn}`, to: bob!.address.value });
      await until(`HubSpot shows READ (now: ${fleet.shown(written)})`, () => fleet.shown(written) === 'READ');
      await until('the message of Twilio is at its peer', () => sms.received('+15550191').length === turn + 1);
      await until('the customers are heard', () => fleet.published().length === 2 * (turn + 1));
      expect(fleet.shown(texted)).toBe('SENT');
    }
    expect(chat.delivered.map(({ text }) => text)).toEqual(['chat 0', 'chat 1', 'chat 2']);
  });

  it('shares the portals, and every portal has one owner', async () => {
    fleet = await FleetHere.open();
    await until('all slots have an owner, and everybody has a share', async () => {
      const { members, slots } = await fleet.survey();
      return slots.filter(({ owner }) => owner).length === 1024 && members.every((member) => member.slots > 300);
    });
    for (let slot = 0; slot < 1024; slot++) {
      expect(fleet.replicas.filter(({ taken }) => taken.has(slot)).length).toBeLessThanOrEqual(1);
    }
  });

  it('loses nothing and sends nothing twice when each replica is stopped and replaced while agents and customers write', async () => {
    fleet = await FleetHere.open({ portals: ['chat', 'chat', 'chat'], expiry: '3s' });
    await fleet.untilOwned();
    const { chat } = fleet.stage;
    const ids: string[] = [];
    let written = 0;
    const write = () => {
      // A busy machine is not to be buried in what nobody has got to yet.
      if (written - Math.min(chat.delivered.length, fleet.published().length) >= MOST_AHEAD) return;
      const line = fleet.lines[written % fleet.lines.length]!;
      const text = `m${written++}`;
      chat.behave({ kind: 'accept', delayMs: 30, receipts: { states: ['delivered'] } });
      ids.push(fleet.agentWrites(line, `peer-${written % 4}`, text));
      void chat.customerWrites({ from: 'ann', text: `c${written}`, to: line.address.value });
    };
    await meanwhile(write, async () => {
      for (const replica of [...fleet.replicas]) {
        await fleet.join();
        await fleet.part(replica);
      }
    });
    await until('enough was written', () => {
      write();
      return written >= MESSAGES;
    });
    await until(
      'everybody has what was written',
      () => new Set(chat.delivered.map(({ text }) => text)).size === written,
    );
    await until('HubSpot has what customers wrote', () => new Set(fleet.published()).size === written);
    await chat.settled();
    expect(chat.delivered.length).toBe(written);
    expect(fleet.published().length).toBe(written);
    await until('nothing is shown as failed', () => ids.every((id) => fleet.shown(id) === 'SENT'));
  });

  it('never gives a replica the portals of a channel that it does not know, though it takes their webhooks', async () => {
    fleet = await FleetHere.open({ replicas: 1, portals: ['chat', 'chat', 'chat', 'sms', 'sms'] });
    await fleet.untilOwned();
    const [knowing] = fleet.replicas;
    const without = await fleet.join(withoutChat);
    await until('the other one has its share', async () => {
      const { members } = await fleet.survey();
      return members.length === 2 && members.every(({ slots }) => slots > 300);
    });
    const chatSlots = slotsOf(fleet, 'chat');
    expect(chatSlots.filter((slot) => without.taken.has(slot))).toEqual([]);
    fleet.door.remove(knowing!.port);
    const id = fleet.agentWrites(fleet.lines[0]!, 'ann', 'hello');
    fleet.stage.chat.behave({ kind: 'accept', receipts: { states: [] } });
    await until('the peer has it', () => fleet.stage.chat.got('hello').length === 1);
    expect(fleet.shown(id)).toBe('SENT');
    await fleet.part(knowing!);
    await until('the one that is left owns all it may', async () => (await fleet.survey()).members[0]!.slots > 900);
    expect(chatSlots.filter((slot) => without.taken.has(slot))).toEqual([]);
  });

  it('takes a portal away from a replica as soon as the portal needs a channel that it does not know', async () => {
    fleet = await FleetHere.open({ replicas: 0, portals: ['chat', 'chat', 'chat', 'sms'] });
    const without = await fleet.join(withoutChat);
    await until('it owns everything', async () => (await fleet.survey()).members[0]?.slots === 1024);
    await fleet.join();
    const chatSlots = slotsOf(fleet, 'chat');
    await until('the other one owns the portals of the channel', () =>
      chatSlots.every((slot) => fleet.replicas[1]!.taken.has(slot) && !without.taken.has(slot)),
    );
    fleet.agentWrites(fleet.lines[0]!, 'ann', 'hello');
    await until('the peer has it', () => fleet.stage.chat.got('hello').length === 1);
  });

  it('refreshes a token in one process at a time', async () => {
    fleet = await FleetHere.open({ portals: ['chat', 'chat', 'chat', 'chat'] });
    await fleet.untilOwned();
    for (const [turn, line] of fleet.lines.entries()) fleet.agentWrites(line, 'ann', `hello ${turn}`);
    await until('all are delivered', () => fleet.stage.chat.delivered.length === 4);
    const told = () => fleet.stage.emulator.control.requests({ operation: 'messages.updateStatus' }).length;
    await until('HubSpot was told', () => told() >= 4);
    const refreshed = fleet.stage.emulator.control.requests({ operation: 'oauth.token' });
    expect(refreshed.length).toBe(fleet.lines.length);
  });
});
