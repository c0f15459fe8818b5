import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type MediaStream, multipartBody } from '../../../src/adapter/index.js';
import { anyText } from '../../fixtures/any-text.js';
import { SEED } from '../../fixtures/property.js';

fc.configureGlobal({ seed: SEED });

const streamOf = (bytes: Uint8Array, more: Partial<MediaStream> = {}): MediaStream => ({
  body: new Blob([Buffer.from(bytes)]).stream(),
  type: 'image/png',
  ...more,
});

/** Read back as a server would. */
async function read(fields: Record<string, string>, name: string, stream: MediaStream, field = 'file') {
  const { headers, body } = multipartBody(fields, { field, name, stream });
  const bytes = await new Response(body).bytes();
  const form = await new Response(bytes, { headers: { 'content-type': headers['content-type']! } }).formData();
  return { headers, bytes, form };
}

describe(`multipartBody (CHANNELWRIGHT_SEED=${SEED})`, () => {
  it('is read back by another parser as it was', async () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(text, fc.uint8Array({ maxLength: 2000 }), async (caption, bytes) => {
        const { form } = await read({ chat_id: '7', caption }, 'photo.png', streamOf(bytes));
        const file = form.get('file') as File;
        expect([form.get('chat_id'), form.get('caption')]).toEqual(['7', caption]);
        expect([file.name, file.type]).toEqual(['photo.png', 'image/png']);
        expect(await file.bytes()).toEqual(new Uint8Array(bytes));
      }),
      { numRuns: 50 },
    );
  });

  it('says how long it is where the size of the file is known, also for an empty file', async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(3)]) {
      const { headers, bytes: body } = await read({ a: 'ü' }, 'ü.txt', streamOf(bytes, { size: bytes.length }));
      expect(headers['content-length']).toBe(String(body.length));
    }
    expect(
      multipartBody({}, { field: 'f', name: 'n', stream: streamOf(new Uint8Array(3)) }).headers,
    ).not.toHaveProperty('content-length');
  });

  it.each([2, 4])('breaks off where 3 bytes were said to be %i', async (size) => {
    const { body } = multipartBody({}, { field: 'f', name: 'n', stream: streamOf(new Uint8Array(3), { size }) });
    await expect(new Response(body).bytes()).rejects.toThrow(/than was said/);
  });

  it('lets no name and no type write headers or fields of its own', async () => {
    const evil = 'x.png"\r\nX-Evil: 1\r\n\r\nbody\r\n--';
    const { bytes, form } = await read(
      {},
      evil,
      streamOf(new Uint8Array([1]), { type: 'a/b\r\nX-Evil: 1' }),
      `f"\r\n${evil}`,
    );
    expect(Buffer.from(bytes).toString()).not.toMatch(/^X-Evil/m);
    expect([...form.keys()]).toHaveLength(1);
    expect([...form.values()][0]).toMatchObject({ type: 'application/octet-stream' });
  });

  it('holds whatever names come', async () => {
    const name = anyText({ minLength: 1 });
    await fc.assert(
      fc.asyncProperty(name, name, async (field, file) => {
        const { form } = await read({ caption: 'hello' }, file, streamOf(new Uint8Array([7])), field);
        expect([...form.keys()]).toHaveLength(2);
        expect(form.get('caption')).toBe('hello');
      }),
      { numRuns: 200 },
    );
  });

  it('reads the file only as fast as the request is written, and lets go of it when that is cancelled', async () => {
    let pulled = 0;
    let cancelled: unknown;
    const endless = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(new Uint8Array(1000));
        },
        cancel: (reason) => {
          cancelled = reason;
        },
      },
      { highWaterMark: 0 },
    );
    const { body } = multipartBody({}, { field: 'f', name: 'n', stream: { body: endless, type: 'image/png' } });
    const reader = body.getReader();
    await reader.read();
    await reader.read();
    expect(pulled).toBe(1);
    await reader.cancel('enough');
    expect(cancelled).toBe('enough');
  });
});
