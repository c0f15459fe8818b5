import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProviderEvent } from 'channelwright/adapter';
import { NOTE_WAIT_MS } from '../../../src/publication/notes.js';
import { idRefKey, REFS } from '../../../src/status/message-row.js';
import { PEER, PublicationWorld, picture, START, US, webhook } from './publication-world.js';

let world: PublicationWorld;
beforeEach(async () => {
  world = await PublicationWorld.open({
    adapter: { fetchMedia: async (ref) => ({ body: new Blob([JSON.stringify(ref)]).stream(), type: 'image/png' }) },
  });
});
afterEach(() => world.close());

const piece = (index: number, count?: number) =>
  world.message([picture(`${index}`, { name: `${index}.png`, ...(index === 0 ? { caption: 'our album' } : {}) })], {
    id: `piece-${index}`,
    fragment: { key: 'album-1', index, waitMs: 1_000, ...(count === undefined ? {} : { count }) },
  });
const names = () => world.hubspot.stored.map(({ name }) => name.slice(0, 1));

describe('a message that comes in pieces', () => {
  it('is published as one, in the order of its pieces, as soon as all are there', async () => {
    await world.receive(piece(2, 3), piece(0, 3));
    expect(await world.work('publication')).toBe(0);
    await world.receive(piece(1, 3));
    await world.work();

    expect(world.hubspot.texts).toEqual(['our album']);
    expect(names()).toEqual(['0', '1', '2']);
    expect(world.hubspot.published[0]?.attachments.map((attachment) => attachment['fileId'])).toEqual([
      'file-1',
      'file-2',
      'file-3',
    ]);
  });

  it('is published with what is there when the time is over, where nobody says how many there are', async () => {
    await world.receive(piece(0));
    await world.work();
    await world.receive(piece(1));
    await world.work();
    expect(world.hubspot.published).toEqual([]);
    await world.after(1_000);
    expect(world.hubspot.published.map(({ attachments }) => attachments.length)).toEqual([2]);
  });

  it('holds the messages after it', async () => {
    await world.receive(piece(0), world.message('after'));
    await world.work();
    expect(world.hubspot.published).toEqual([]);
    await world.after(1_000);
    expect(world.hubspot.texts).toEqual(['our album', 'after']);
  });

  it('is waited for at the head of the lane, without asking again and again', async () => {
    await world.receive(world.message('before'), piece(0));
    await world.work();
    expect(world.hubspot.texts).toEqual(['before']);
    expect(await world.due('publication')).toEqual([]);
    await world.after(1_000);
    expect(world.hubspot.texts).toEqual(['before', 'our album']);
  });

  it('has a piece once, however often it comes; one that comes too late is a message of its own', async () => {
    await world.receive(piece(0), piece(0));
    await world.after(1_000);
    await world.receive(piece(0), piece(1));
    await world.work();
    expect(world.hubspot.texts).toEqual(['our album', '[1.png]']);
  });

  it('survives a restart in the middle', async () => {
    await world.receive(piece(0, 2));
    await world.restart();
    await world.receive(piece(1, 2));
    await world.work();
    expect(world.hubspot.published).toHaveLength(1);
  });
});

describe('what HubSpot has no word for', () => {
  const edited = (of: string, text: string): ProviderEvent => ({
    account: 'line',
    dedupeKey: `edit-${text}`,
    kind: 'edited',
    of,
    content: [{ kind: 'text', text }],
    atMs: START + 60_000,
  });
  const reaction = (of: string, emoji?: string): ProviderEvent => ({
    account: 'line',
    dedupeKey: `reaction-${emoji}`,
    kind: 'reaction',
    of,
    from: PEER,
    ...(emoji === undefined ? {} : { emoji }),
  });
  const texts = () => world.hubspot.published.slice(1).map(({ text, inReplyToId }) => [text, inReplyToId]);

  it('becomes a readable answer to the message it is about', async () => {
    await world.receive(world.message('Hallo', { id: 'p-1' }));
    await world.work();
    await world.receive(edited('p-1', 'Guten Tag'), reaction('p-1', '👍'), reaction('p-1'), {
      account: 'line',
      dedupeKey: 'gone',
      kind: 'deleted',
      of: 'p-1',
    });
    await world.work();
    expect(texts().sort()).toEqual([
      ['[Edited] Guten Tag', 'hs-1'],
      ['[Reacted with 👍]', 'hs-1'],
      ['[The reaction was removed]', 'hs-1'],
      ['[This message was deleted]', 'hs-1'],
    ]);
  });

  it('is published once for each time it happened', async () => {
    await world.receive(world.message('Hallo', { id: 'p-1' }));
    await world.receive(edited('p-1', 'one'), edited('p-1', 'two'), edited('p-1', 'two'));
    await world.work();
    expect(world.hubspot.texts).toEqual(['Hallo', '[Edited] one', '[Edited] two']);
  });

  it('may be about what an agent wrote', async () => {
    await world.append(webhook('agent-1', 'from HubSpot', START));
    const message = 'main/62515/agent-1';
    await world.put(REFS, { key: idRefKey('line', 'p-9'), message, partIndex: 0, attempt: 1, expiresAtMs: START * 2 });
    await world.receive(reaction('p-9', '❤️'));
    await world.work('publication');
    expect(world.hubspot.published).toMatchObject([{ text: '[Reacted with ❤️]', inReplyToId: 'agent-1' }]);
  });

  it('about an echo is outgoing, like the echo', async () => {
    await world.receive(
      world.message('from the phone', { id: 'p-1', kind: 'echo', from: US }),
      edited('p-1', 'mended'),
    );
    await world.work();
    expect(world.hubspot.published.map(({ messageDirection }) => messageDirection)).toEqual(['OUTGOING', 'OUTGOING']);
  });

  it('about a message nobody knows is only put on record', async () => {
    await world.receive(edited('unknown', 'x'));
    expect(await world.work()).toBe(0);
    expect(await world.journal()).toEqual([]);
    await world.scheduler.advance(NOTE_WAIT_MS);
    await world.folded();
    expect(await world.journal()).toEqual(['note.unmatched']);
  });

  it('is said in the language of the channel', async () => {
    await world.close();
    world = await PublicationWorld.open({ channel: { language: 'ja-JP' } });
    await world.receive(world.message([{ kind: 'unsupported' }]));
    await world.work();
    expect(world.hubspot.published).toMatchObject([
      { text: '[ここに表示できない内容です]', attachments: [{ type: 'UNSUPPORTED_CONTENT' }] },
    ]);
  });
});
