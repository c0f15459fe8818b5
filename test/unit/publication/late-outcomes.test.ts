import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEAD_LETTERS } from '../../../src/outbox/dead-letter.js';
import { PUBLICATIONS } from '../../../src/publication/publication-row.js';
import { MESSAGES } from '../../../src/status/message-row.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { LostSlot } from '../../fixtures/lost-slot.js';
import { PublicationWorld, picture, refusal, START } from './publication-world.js';

let world: PublicationWorld;
let lost: LostSlot;
beforeEach(async () => {
  lost = new LostSlot(new ManualScheduler(START));
  const fetchMedia = async () => ({ body: new Blob(['bytes']).stream(), type: 'image/png' });
  world = await PublicationWorld.open({ lost, adapter: { fetchMedia } });
});
afterEach(() => world.close());

/** What the process that has lost the slot appended is folded by the next owner. */
const hear = () => world.append(...lost.appended.map(({ kind, account = '', body }) => ({ kind, account, body })));
const ids = async () => (await world.rows(PUBLICATIONS)).map(({ state, messageId }) => ({ state, messageId }));

describe('a publication whose slot was lost while HubSpot was called', () => {
  it('keeps the id that HubSpot gave', async () => {
    await world.receive(world.message('Guten Tag'));
    await world.once('publication');
    expect(await ids()).toEqual([{ state: 'ready', messageId: undefined }]);
    await hear();
    await hear();
    expect(await ids()).toEqual([{ state: 'published', messageId: 'hs-1' }]);
    expect(await world.rows(MESSAGES)).toMatchObject([{ id: 'hs-1', origin: 'published' }]);
    expect((await world.journal()).filter((type) => type === 'publication.published')).toHaveLength(1);
  });

  it('keeps the id also where the next owner has heard only that HubSpot has it', async () => {
    await world.receive(world.message('Guten Tag'));
    await world.once('publication');
    const { key } = (await world.rows(PUBLICATIONS))[0]!;
    await world.submit('publication.returned', { publication: key, outcome: { kind: 'published' } });
    await hear();
    expect(await ids()).toEqual([{ state: 'published', messageId: 'hs-1' }]);
    expect(await world.rows(MESSAGES)).toMatchObject([{ id: 'hs-1', origin: 'published' }]);
  });

  it('is published though the next owner was refused', async () => {
    await world.receive(world.message('Guten Tag'));
    await world.once('publication');
    const { key } = (await world.rows(PUBLICATIONS))[0]!;
    const outcome = { kind: 'refused', code: 'X', detail: 'no', plainer: false };
    await world.submit('publication.returned', { publication: key, outcome });
    expect(await world.rows(DEAD_LETTERS)).toHaveLength(1);
    await hear();
    expect(await ids()).toEqual([{ state: 'published', messageId: 'hs-1' }]);
    expect(await world.rows(DEAD_LETTERS)).toEqual([]);
  });

  it('says nothing of a call that failed: the next owner makes it again', async () => {
    world.hubspot.onPublish = () => refusal({ kind: 'server' });
    await world.receive(world.message('Guten Tag'));
    await expect(world.once('publication')).rejects.toMatchObject({ code: 'CW_STORE_FENCED' });
    expect(lost.appended).toEqual([]);
  });

  it('does not store its files again', async () => {
    await world.receive(world.message([picture('a')]));
    await world.once('media');
    expect(lost.appended).toHaveLength(1);
    await hear();
    expect((await world.rows(PUBLICATIONS))[0]?.files).toMatchObject([{ state: 'stored', fileId: 'file-1' }]);
    expect(await world.due('media')).toEqual([]);
  });
});
