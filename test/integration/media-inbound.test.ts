import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import { opaque } from '../fixtures/fakes/fake-basics.js';
import { PolledProvider, polledAlbums } from '../fixtures/fakes/polled-albums.js';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

let serveFile: RequestListener;
let asked: number;
let server: Server;
let provider: PolledProvider;

beforeEach(async () => {
  asked = 0;
  provider = new PolledProvider();
  server = createServer((call, answer) => {
    asked += 1;
    serveFile(call, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A customer's picture and its caption have come, and the picture is being fetched. */
async function written(path = '/a', network?: { allowPrivate: string[] }): Promise<World> {
  const adapter = polledAlbums(provider) as unknown as AdapterDefinition;
  const world = await World.open({
    adapter,
    lines: [{ key: 'line', address: opaque('us') }],
    ...(network === undefined ? {} : { network }),
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  provider.emit({ id: 1, chat: 'ada', atMs: world.scheduler.now(), text: 'Look', picture: { url } });
  return world;
}

const texts = (world: World) => world.published().map(({ text }) => text);
const uploads = (world: World) => world.emulator.control.requests({ operation: 'files.upload' }).length;

describe('a customer’s file whose source', () => {
  it('stands still half-way does not hold the text back, and is tried again', async () => {
    const whole = Promise.withResolvers<void>();
    serveFile = (_, answer) => {
      answer.writeHead(200, { 'content-type': 'image/png', 'content-length': 10_000 }).write(Buffer.alloc(5_000));
      void whole.promise.then(() => answer.end(Buffer.alloc(5_000)));
    };
    await using world = await written();
    await until('the file is asked for', () => asked === 1);
    await world.pass(21_000, () => world.published().length === 1);
    expect(texts(world)[0]).toMatch(/^Look\n\[.*the file follows\]$/);
    await world.pass(60_000, () => asked === 2);
    whole.resolve();
    await until('the file has come', () => world.published().length === 2);
    expect(world.published()[1]!.attachments).toMatchObject([{ type: 'FILE', fileUsageType: 'IMAGE' }]);
  });

  it('is in a private network is not called', async () => {
    serveFile = (_, answer) => answer.end('metadata');
    await using world = await written('/latest/meta-data', { allowPrivate: [] });
    await until('the text is published', () => world.published().length === 1);
    expect(texts(world)[0]).toMatch(/^Look\n.*could not be fetched/);
    expect([asked, uploads(world)]).toEqual([0, 0]);
  });
});
