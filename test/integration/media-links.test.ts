import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

const PICTURE = { name: 'cat.png', contentType: 'image/png', base64: Buffer.from('a picture').toString('base64') };
const DAY_MS = 86_400_000;

/** Both doors of a connector: a server of node:http, and a function from Request to Response. */
const DOORS = ['node:http', 'fetch'] as const;
type Door = (typeof DOORS)[number];

function knock(world: World, door: Door, url: string, init: RequestInit = {}): Promise<Response> {
  return door === 'fetch' ? world.connector.fetch(new Request(url, init)) : fetch(url, init);
}

/** An agent sends a file; answers the link that the provider was given. */
async function linkTo(world: World, file: Record<string, unknown> = PICTURE): Promise<string> {
  const before = world.provider.delivered.length;
  world.agentWrites('', { attachments: [file as typeof PICTURE] });
  await until('the provider has the file', () => world.provider.delivered.length > before);
  return world.provider.delivered.at(-1)!.files![0]!.url;
}

const asked = (world: World, operation: 'files.signedUrl' | 'files.content') =>
  world.emulator.control.requests({ operation }).length;

/** What was asked about files: a sweep of the inbox may come at any time and is not about them. */
const askedOfFiles = (world: World) =>
  world.emulator.control.requests({}).filter(({ operation }) => operation.startsWith('files.'));

const metrics = async (world: World) => (await fetch(`${world.publicUrl}/metrics`)).text();

describe.each(DOORS)('a link to a file, called over %s', (door) => {
  it('serves the file as what it is, and lets it do nothing', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/media\/[\w-]{50,90}\/cat\.png$/);
    expect(url).not.toContain(new URL(world.emulator.url).host);
    const answer = await knock(world, door, url);
    expect([answer.status, await answer.text()]).toEqual([200, 'a picture']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': '9',
      'content-disposition': 'inline; filename="cat.png"',
      'cache-control': 'private',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(JSON.stringify([...answer.headers])).not.toMatch(/hubfs|signature|pat-/);
  });

  it('tells of the file without it', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    const answer = await knock(world, door, url, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('content-length')).toBe('9');
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(asked(world, 'files.content')).toBe(0);
  });

  it.each([
    ['bytes=2-4', 206, 'pic', 'bytes 2-4/9'],
    ['bytes=7-', 206, 're', 'bytes 7-8/9'],
    ['bytes=-3', 206, 'ure', 'bytes 6-8/9'],
    ['bytes=9-', 416, 'The file has no such part.\n', 'bytes */9'],
    ['bytes=0-1,4-5', 200, 'a picture', null],
    ['lines=1-2', 200, 'a picture', null],
  ])('gives a part of it: %s', async (range, status, text, contentRange) => {
    await using world = await World.open();
    const answer = await knock(world, door, await linkTo(world), { headers: { range } });
    expect([answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([
      status,
      text,
      contentRange,
    ]);
  });

  it('asks HubSpot once where to find it, however often it is called', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    const before = asked(world, 'files.signedUrl');
    await Promise.all(['HEAD', 'GET', 'GET'].map(async (method) => (await knock(world, door, url, { method })).text()));
    await (await knock(world, door, url, { headers: { range: 'bytes=0-0' } })).text();
    expect([before, asked(world, 'files.signedUrl')]).toEqual([1, 1]);
    await world.scheduler.advance(31 * 60_000);
    expect(await (await knock(world, door, url)).text()).toBe('a picture');
    expect(asked(world, 'files.signedUrl')).toBe(2);
  });

  it('knows neither a forged token nor one that has run out, and asks nobody about them', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    await world.quiet();
    const before = askedOfFiles(world).length;
    const token = new URL(url).pathname.split('/')[2]!;
    for (const forged of [
      '',
      'x',
      token.slice(1),
      `${token}A`,
      token.toUpperCase(),
      '..%2f..%2fetc',
      `%00${token}`,
      'A'.repeat(5_000),
    ]) {
      const answer = await knock(world, door, `${world.publicUrl}/media/${forged}`);
      expect([forged, answer.status]).toEqual([forged, 404]);
    }
    await world.scheduler.advance(14 * DAY_MS + 3_600_000);
    const answer = await knock(world, door, url);
    expect([answer.status, await answer.text()]).toEqual([410, 'This link has expired.\n']);
    expect(answer.headers.get('content-security-policy')).toBe('sandbox');
    expect(askedOfFiles(world)).toHaveLength(before);
  });

  it('says when to come again while HubSpot is down, and that a file is gone when it is', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    await world.scheduler.advance(31 * 60_000);
    world.trouble('files.signedUrl', { kind: 'error', status: 503 });
    const down = await knock(world, door, url);
    expect([down.status, Number(down.headers.get('retry-after'))]).toEqual([503, expect.any(Number)]);
    expect(Number(down.headers.get('retry-after'))).toBeGreaterThan(0);
    world.trouble('files.signedUrl', { kind: 'error', status: 404 });
    const gone = await knock(world, door, url);
    expect([gone.status, await gone.text()]).toEqual([404, 'The file is not there any more.\n']);
    const spared = asked(world, 'files.signedUrl');
    expect((await knock(world, door, url)).status).toBe(404);
    expect(asked(world, 'files.signedUrl')).toBe(spared);
    await world.scheduler.advance(30_000);
    expect((await knock(world, door, url)).status).toBe(200);
  });

  it('is asked for anew where HubSpot takes its URL back', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    world.trouble('files.content', { kind: 'error', status: 403 });
    expect(await (await knock(world, door, url)).text()).toBe('a picture');
    expect(asked(world, 'files.signedUrl')).toBe(2);
  });

  it('can only be read', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    const answer = await knock(world, door, url, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a link to a file', () => {
  it('does not let HTML that poses as a picture be shown', async () => {
    await using world = await World.open();
    const page = Buffer.from('<script>alert(1)</script>').toString('base64');
    const url = await linkTo(world, { name: 'page".html\r\nx: y', contentType: 'text/html', base64: page });
    const { headers } = await fetch(url);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="page_? ?.*html/);
    expect(headers.get('x')).toBeNull();
    expect(headers.get('content-security-policy')).toBe('sandbox');
  });

  it('keeps a name that is not ASCII', async () => {
    await using world = await World.open();
    const url = await linkTo(world, { ...PICTURE, name: '猫 (1).png' });
    expect((await fetch(url)).headers.get('content-disposition')).toBe(
      `inline; filename="_ (1).png"; filename*=UTF-8''%E7%8C%AB%20%281%29.png`,
    );
  });

  it('works after the key that sealed it was replaced by another', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    const [old, fresh] = [world.encryptionKeys[0]!, Buffer.alloc(32, 77).toString('base64')];
    await world.restart({ encryptionKeys: [fresh, old] });
    expect((await fetch(url)).status).toBe(200);
  });

  it('says when to come again where the place of the bytes does not answer', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    world.trouble('files.content', { kind: 'reset-before' });
    expect((await fetch(url)).status).toBe(503);
    expect(await (await fetch(url)).text()).toBe('a picture');
  });

  it('is counted', async () => {
    await using world = await World.open();
    const url = await linkTo(world);
    await (await fetch(url)).text();
    await fetch(url, { method: 'HEAD' });
    await fetch(`${world.publicUrl}/media/forged`);
    const counts = ['served', 'head', 'forged'].map(
      (result) => `channelwright_media_calls_total{result="${result}"} 1`,
    );
    const wanted = ['media_bytes_total 9', ...counts];
    // A call is counted when it has ended here, which its caller may hear of before.
    await until('all is counted', async () => {
      const text = await metrics(world);
      return wanted.every((line) => text.includes(line));
    });
  });

  it('gives its place up when its reader goes away', async () => {
    await using world = await World.open();
    const large = { name: 'large.bin', bytes: new Uint8Array(20_000_000) };
    const url = await linkTo(world, large);
    for (let readers = 0; readers < 40; readers += 1) {
      await new Promise<void>((resolve) => {
        const call = request(url, (answer) => answer.once('data', () => resolve(void call.destroy())));
        call.on('error', () => undefined).end();
      });
    }
    await until('nobody reads any more', async () => (await metrics(world)).includes('{result="left"} 40'));
    const answer = await fetch(url);
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 20_000_000]);
  });
});
