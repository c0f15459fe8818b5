import { describe, expect, it } from '@jest/globals';
import type { WireContent } from '../../adapters/webhook/wire-content.js';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import { NOTE_WAIT_MS } from '../../src/publication/notes.js';
import { opaque } from '../fixtures/fakes/fake-basics.js';
import { PolledProvider, polledAlbums } from '../fixtures/fakes/polled-albums.js';
import { FileServer } from '../fixtures/file-server.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

describe('a customer sends a file', () => {
  it('it is fetched from the provider, stored in HubSpot and attached', async () => {
    await using world = await World.open();
    const url = world.provider.addFile('image/png', Buffer.from('a picture'));
    await world.customerWrites('Look', { files: [{ url, name: 'cat.png', type: 'image/png' }] });
    const [message] = await arrived(world, 1);
    expect(message).toMatchObject({ text: 'Look', attachments: [{ type: 'FILE', fileUsageType: 'IMAGE' }] });
    expect(await storedFile(world, message!.attachments[0]!['fileId'])).toBe('a picture');
  });

  it('twice over, since the upload’s answer was lost: the agents see it once', async () => {
    await using world = await World.open();
    world.trouble('files.upload', { kind: 'reset-after' });
    const url = world.provider.addFile('image/png', Buffer.from('a picture'));
    await world.customerWrites('Look', { files: [{ url }] });
    await until('it was uploaded', () => world.emulator.control.requests({ operation: 'files.upload' }).length > 0);
    await world.later(3_000);
    const [message] = await arrived(world, 1);
    expect(message!.attachments).toHaveLength(1);
    expect(world.published()).toHaveLength(1);
  });

  it('slowly: the text goes first, what was written after it follows, and the file comes by itself', async () => {
    await using files = await FileServer.start();
    const provider = new PolledProvider();
    const adapter = polledAlbums(provider) as unknown as AdapterDefinition;
    await using world = await World.open({ adapter, lines: [{ key: 'line', address: opaque('us') }] });
    const held = Promise.withResolvers<void>();
    const url = files.add('image/png', 'a picture', { held: held.promise });
    const atMs = world.scheduler.now();
    provider.emit(
      { id: 1, chat: 'ada', atMs, text: 'Look', picture: { url } },
      { id: 2, chat: 'ada', atMs: atMs + 1_000, text: 'Nice?' },
    );
    await until('the file is asked for', () => files.asked.length > 0);
    await world.elapse(19_000);
    expect(world.published()).toEqual([]);
    await world.elapse(1_000);
    await arrived(world, 2);
    expect(world.published().map(({ text }) => text.split('\n')[0])).toEqual(['Look', 'Nice?']);
    held.resolve();
    const file = (await arrived(world, 3)).at(-1)!;
    expect(file.attachments).toMatchObject([{ type: 'FILE' }]);
    expect(await storedFile(world, file.attachments[0]!['fileId'])).toBe('a picture');
  });

  it('that is not to be had: the text says so, and nothing waits for it for ever', async () => {
    await using world = await World.open();
    const url = world.provider.addFile('image/png', Buffer.from('a picture')).replace(/\d+$/, '99');
    await world.customerWrites('Look', { files: [{ url, name: 'cat.png' }] });
    await world.pass(25_000, () => world.published().length > 0);
    expect(world.published()[0]?.text).toMatch(/^Look\n.*cat\.png/);
    await world.pass(60 * 60_000, () => world.published().length > 1);
    expect(world.published()[1]?.text).toMatch(/cat\.png.*could not be fetched/);
  });

  it('larger than the channel allows: not stored, and said so at once', async () => {
    await using world = await World.open({ channel: { media: { maxBytes: '1KB' } } });
    const url = world.provider.addFile('image/png', Buffer.alloc(2_000));
    await world.customerWrites('Look', { files: [{ url, name: 'cat.png' }] });
    const [message] = await arrived(world, 1);
    expect(message!.text).toMatch(/^Look\n.*could not be fetched/);
    expect(world.emulator.control.requests({ operation: 'files.upload' })).toEqual([]);
  });
});

describe('a customer sends something else than text', () => {
  it.each<[string, WireContent, object]>([
    [
      'a location',
      { location: { latitude: 48.2, longitude: 16.4, name: 'Stephansdom' } },
      { text: '[Stephansdom]', attachments: [{ type: 'LOCATION', latitude: 48.2, longitude: 16.4 }] },
    ],
    [
      'a contact',
      { contact: { name: { firstName: 'Ada' }, phones: [{ phone: '+15550177' }] } },
      { attachments: [{ type: 'CONTACT', contactProfile: { name: { firstName: 'Ada' } } }] },
    ],
    [
      'what cannot be shown',
      { unsupported: 'Sent a poll' },
      { text: 'Sent a poll', attachments: [{ type: 'UNSUPPORTED_CONTENT' }] },
    ],
  ])('%s', async (_, content, expected) => {
    await using world = await World.open();
    await world.provider.customerWrites({ from: PEER, ...content, to: OUR_NUMBER.value });
    expect((await arrived(world, 1))[0]).toMatchObject(expected);
  });
});

describe('a customer changes something', () => {
  it('edits, deletions and reactions become notes that answer the message they are about', async () => {
    await using world = await World.open();
    const question = world.agentWrites('When?');
    await until('HubSpot was told', () => world.told(question).length > 0);
    const of = await world.customerWrites('Tomorow');
    const [original] = await arrived(world, 1);
    const tell = (type: string, data: object) => world.provider.event(type, data, OUR_NUMBER.value);
    await world.provider.emit([tell('edited', { of, text: 'Tomorrow' })]);
    await arrived(world, 2);
    await world.provider.emit([tell('reaction', { of: world.provider.got('When?')[0]!.id, from: PEER, emoji: '👍' })]);
    await arrived(world, 3);
    await world.provider.emit([tell('deleted', { of })]);
    const [, edit, reaction, deletion] = await arrived(world, 4);
    expect(edit).toMatchObject({ text: '[Edited] Tomorrow', inReplyToId: original!.id });
    expect(reaction).toMatchObject({ text: '[Reacted with 👍]', inReplyToId: question });
    expect(deletion).toMatchObject({ text: '[This message was deleted]', inReplyToId: original!.id });
  });

  it('what overtakes the message it is about waits for it', async () => {
    await using world = await World.open();
    const edited = world.provider.event('edited', { of: 'msg_1', text: 'Tomorrow' }, OUR_NUMBER.value);
    await world.provider.emit([edited]);
    await world.later(60_000);
    const original = { id: 'msg_1', from: PEER, conversation: PEER, text: 'Tomorow' };
    await world.provider.emit([world.provider.event('message', original, OUR_NUMBER.value)]);
    const published = await arrived(world, 2);
    expect(published.map(({ text }) => text)).toEqual(['Tomorow', '[Edited] Tomorrow']);
    expect(published[1]).toMatchObject({ inReplyToId: published[0]!.id });
  });

  it('what is about a message nobody knows is only put on record', async () => {
    await using world = await World.open();
    await world.provider.emit([world.provider.event('deleted', { of: 'msg_unknown' }, OUR_NUMBER.value)]);
    await world.later(NOTE_WAIT_MS);
    const entries = await world.connector.journal.read(0);
    expect(entries.map(({ type }) => type)).toContain('note.unmatched');
    expect(world.published()).toEqual([]);
  });
});

describe('a message written outside HubSpot', () => {
  const echo = (world: World, id: string, text: string) =>
    world.provider.event('echo', { id, from: OUR_NUMBER, conversation: PEER, text }, OUR_NUMBER.value);

  it.each([false, true])('is shown as ours; HubSpot’s webhook about it is not sent (webhook: %s)', async (webhook) => {
    await using world = await World.open({ emulator: { switches: { echoPublishedOutgoing: webhook } } });
    await world.provider.emit([echo(world, 'e1', 'From the phone')]);
    const [message] = await arrived(world, 1);
    expect(message).toMatchObject({ direction: 'OUTGOING', text: 'From the phone', recipients: [{ address: PEER }] });
    const id = world.agentWrites('From HubSpot');
    await until('HubSpot was told', () => world.told(id).length > 0);
    await world.emulator.webhooksSettled();
    await world.quiet();
    expect(world.provider.delivered.map(({ text }) => text)).toEqual(['From HubSpot']);
    expect(world.told(message!.id)).toEqual([]);
  });

  it('is not sent either when its webhook is faster than the answer to its publication, or that answer is lost', async () => {
    await using world = await World.open({ emulator: { switches: { echoPublishedOutgoing: true } } });
    world.trouble('messages.publish', { kind: 'reset-after' });
    await world.provider.emit([echo(world, 'e1', 'From the phone')]);
    await arrived(world, 1);
    await world.emulator.webhooksSettled();
    await world.quiet();
    const id = world.agentWrites('From HubSpot');
    await world.pass(60_000, () => world.told(id).length > 0);
    await world.quiet();
    expect(world.published()).toHaveLength(1);
    expect(world.provider.delivered.map(({ text }) => text)).toEqual(['From HubSpot']);
  });

  it.each([200, 409, 400] as const)(
    'is known by its place in the thread where HubSpot only says "duplicate" (%s)',
    async (duplicatePublication) => {
      const switches = { echoPublishedOutgoing: true, duplicatePublication };
      await using world = await World.open({ emulator: { switches } });
      await world.customerWrites('Hello');
      await arrived(world, 1);
      world.trouble('messages.publish', { kind: 'reset-after' });
      await world.provider.emit([echo(world, 'e1', 'From the phone')]);
      await arrived(world, 2);
      await world.emulator.webhooksSettled();
      await world.quiet();
      const id = world.agentWrites('From HubSpot');
      await world.pass(60_000, () => world.told(id).length > 0);
      await world.quiet();
      expect(world.provider.delivered.map(({ text }) => text)).toEqual(['From HubSpot']);
    },
  );

  it('is not shown again when it is our own send, however early the provider tells of it', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'accept', delayMs: 2_000 });
    const id = world.agentWrites('From HubSpot');
    await until('the peer has it', () => world.provider.delivered.length > 0);
    const own = echo(world, world.provider.delivered[0]!.id, 'From HubSpot');
    await world.provider.emit([own]);
    await world.scheduler.advance(2_000);
    await until('HubSpot was told', () => world.told(id).length > 0);
    await world.provider.emit([{ ...own, id: 'evt_again' }]);
    await world.quiet();
    expect(world.published()).toEqual([]);
  });

  it('is not shown again when it is our own send, though the connector died before the answer and stayed away', async () => {
    await using world = await World.open({ lookup: true });
    world.provider.behave({ kind: 'accept', delayMs: 2_000 });
    const id = world.agentWrites('From HubSpot');
    await until('the peer has it', () => world.provider.delivered.length > 0);
    await world.provider.emit([echo(world, world.provider.delivered[0]!.id, 'From HubSpot')]);
    await until('it waits', async () => (await world.connector.running.store.parked(0, 10)).length === 1);
    await world.crash(5 * 60_000);
    await world.pass(60_000, () => world.told(id).length > 0);
    await world.quiet();
    expect([world.provider.delivered.length, world.published()]).toEqual([1, []]);
  });
});

async function arrived(world: World, count: number) {
  await until(`HubSpot has ${count} (now: ${world.published().length})`, () => world.published().length >= count);
  return world.published();
}

/** What is in a file of HubSpot's. */
async function storedFile(world: World, fileId: unknown): Promise<string> {
  const headers = { authorization: `Bearer ${world.seeded.installs[0]!.accessToken}` };
  const signed = await fetch(`${world.emulator.url}/files/v3/files/${fileId}/signed-url`, { headers });
  const { url } = (await signed.json()) as { url: string };
  return (await fetch(url)).text();
}
