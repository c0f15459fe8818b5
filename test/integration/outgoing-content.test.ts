import { describe, expect, it } from '@jest/globals';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

const PICTURE = { name: 'cat.png', contentType: 'image/png', base64: Buffer.from('a picture').toString('base64') };

/** What the peer got, once it got so many parts. */
async function delivered(world: World, parts: number) {
  await until(`the peer has ${parts} parts`, () => world.provider.delivered.length === parts);
  return world.provider.delivered;
}

describe('what an agent sends', () => {
  it('has its files after its text, each at a link the provider can fetch without credentials', async () => {
    await using world = await World.open();
    world.agentWrites('Look', { attachments: [PICTURE] });
    const [text, file] = await delivered(world, 2);
    expect(text).toMatchObject({ text: 'Look' });
    expect(file?.files).toMatchObject([{ name: 'cat.png', type: 'image/png' }]);
    const answer = await fetch(file!.files![0]!.url);
    expect([answer.status, await answer.text()]).toEqual([200, 'a picture']);
  });

  it('does not lose images that hide between the words', async () => {
    await using world = await World.open();
    world.agentWrites('Look', { inlineImages: [PICTURE] });
    const [, image] = await delivered(world, 2);
    expect(await (await fetch(image!.files![0]!.url)).text()).toBe('a picture');
  });

  it('does not lose the end of a text that HubSpot cut', async () => {
    await using world = await World.open();
    const whole = 'A long story. '.repeat(40).trim();
    world.agentWrites(whole, { truncateTo: 100 });
    const [message] = await delivered(world, 1);
    expect(message?.text).toBe(whole);
  });

  it('waits while HubSpot cannot tell of its files, and goes then', async () => {
    await using world = await World.open();
    const fault = { effect: { kind: 'error', status: 503 }, operations: ['files.get'], times: 2 } as const;
    world.emulator.control.addFault({ ...fault, operations: [...fault.operations] });
    const id = world.agentWrites('Look', { attachments: [PICTURE] });
    await world.pass(20_000, () => world.told(id).length > 0);
    expect(world.provider.delivered).toHaveLength(2);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('is not held back by a file that is gone: the agent reads that this part of it failed', async () => {
    await using world = await World.open();
    world.trouble('files.get', { kind: 'error', status: 404 }, 10);
    world.trouble('files.signedUrl', { kind: 'error', status: 404 }, 10);
    const id = world.agentWrites('Look', { attachments: [PICTURE] });
    await world.untilShown(id, 'FAILED');
    expect(world.provider.delivered.map(({ text }) => text)).toEqual(['Look']);
    expect(world.failure(id)).toMatch(/file could not be read/);
  });
});
