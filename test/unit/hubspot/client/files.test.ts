import { describe, expect, it } from '@jest/globals';
import type { FileUpload } from '../../../../src/hubspot/client/file-upload.js';
import type { RecordedRequest } from '../recording-server.js';
import { Connected } from './connected.js';

const bytes = Uint8Array.of(0x89, 0x50, 0x00, 0x0d, 0x0a, 0xff);
const upload: FileUpload = {
  file: bytes,
  name: 'grüße "1".png',
  type: 'image/png',
  folder: { folderPath: '/channelwright' },
  options: { access: 'PRIVATE', ttl: 'P1Y' },
};

/** The form as any server would read it. */
function formOf(request: RecordedRequest | undefined): Promise<FormData> {
  const body = new Uint8Array(request?.body ?? []);
  return new Response(body, { headers: { 'content-type': String(request?.headers['content-type']) } }).formData();
}

describe('an upload', () => {
  it.each<[string, FileUpload['file']]>([
    ['bytes', bytes],
    ['a blob', new Blob([bytes])],
    ['a stream', new Blob([bytes]).stream()],
  ])('of %s is a form with the file, its name, its folder and the options as JSON', async (_, file) => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 201, body: { id: 9, name: 'x' } });
    expect(await hubspot.client().files.upload({ ...upload, file })).toMatchObject({ ok: true, value: { id: '9' } });
    const form = await formOf(hubspot.server.requests[0]);
    expect(hubspot.server.requests[0]?.url).toBe('/files/v3/files');
    const sent = form.get('file') as File;
    expect([sent.name, sent.type]).toEqual([upload.name, 'image/png']);
    expect(new Uint8Array(await sent.arrayBuffer())).toEqual(bytes);
    expect([form.get('fileName'), form.get('folderPath')]).toEqual([upload.name, '/channelwright']);
    expect(JSON.parse(String(form.get('options')))).toEqual({ access: 'PRIVATE', ttl: 'P1Y' });
  });

  const renewing = {
    current: async () => ({ ok: true as const, accessToken: 'old' }),
    replace: async () => ({ ok: true as const, accessToken: 'new' }),
  };

  it('is whole again when the token had to be renewed', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 401 }, { status: 201, body: { id: '9' } });
    expect(await hubspot.client(renewing).files.upload(upload)).toMatchObject({ ok: true });
    const sent = (await formOf(hubspot.server.requests[1])).get('file') as File;
    expect(sent.size).toBe(bytes.length);
  });

  it('of a stream has to be begun anew when the token had to be renewed', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 401 });
    const file = new Blob([bytes]).stream();
    expect(await hubspot.client(renewing).files.upload({ ...upload, file })).toMatchObject({
      ok: false,
      failure: { kind: 'not-sent', retry: 'later' },
    });
    expect([hubspot.server.requests.length, hubspot.free()]).toEqual([1, 9]);
  });

  it('tells its length where it is known', async () => {
    await using hubspot = await Connected.start();
    hubspot.server.answers.push({ status: 201, body: { id: '9' } }, { status: 201, body: { id: '9' } });
    const { files } = hubspot.client();
    await files.upload({ ...upload, file: new Blob([bytes]).stream(), size: bytes.length });
    await files.upload({ ...upload, file: new Blob([bytes]).stream() });
    const [known, unknown] = hubspot.server.requests.map(({ headers }) => headers);
    expect(Number(known?.['content-length'])).toBe(hubspot.server.requests[0]?.body.length);
    expect([unknown?.['content-length'], unknown?.['transfer-encoding']]).toEqual([undefined, 'chunked']);
  });

  it.each<[string, Pick<FileUpload, 'file' | 'size'>]>([
    ['bytes', { file: bytes }],
    ['a blob', { file: new Blob([bytes]) }],
    ['a stream that says so', { file: new Blob([bytes]).stream(), size: 6 }],
  ])('of %s beyond the limit is not sent', async (_, file) => {
    await using hubspot = await Connected.start();
    const permit = hubspot.quota.tryAcquire('publication');
    const result = await hubspot.client().files.upload({ ...upload, ...file, maxBytes: 5 }, permit ? { permit } : {});
    expect(result).toMatchObject({ ok: false, failure: { kind: 'validation', category: 'FILE_TOO_LARGE' } });
    expect(hubspot.server.requests).toEqual([]);
    expect(hubspot.free()).toBe(10);
  });

  it('of a stream that turns out to be beyond the limit is broken off', async () => {
    await using hubspot = await Connected.start();
    let cancelled = false;
    const file = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes),
      cancel() {
        cancelled = true;
      },
    });
    expect(await hubspot.client().files.upload({ ...upload, file, maxBytes: 20 })).toMatchObject({
      ok: false,
      failure: { kind: 'validation', category: 'FILE_TOO_LARGE' },
    });
    expect([cancelled, hubspot.server.requests]).toEqual([true, []]);
  });

  it('that cannot be begun lets go of its stream', async () => {
    await using hubspot = await Connected.start();
    let cancelled = false;
    const file = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    const tokens = {
      ...renewing,
      current: async () => ({ ok: false, failure: { kind: 'transient', message: 'down' } }),
    };
    expect(await hubspot.client(tokens as never).files.upload({ ...upload, file })).toMatchObject({ ok: false });
    expect(cancelled).toBe(true);
  });

  it('of a stream that breaks is not sent', async () => {
    await using hubspot = await Connected.start();
    const file = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('the provider hung up'));
      },
    });
    expect(await hubspot.client().files.upload({ ...upload, file })).toMatchObject({
      ok: false,
      failure: { kind: 'not-sent', category: 'FILE_UNREADABLE', message: expect.stringContaining('hung up') },
    });
  });
});

describe('an import', () => {
  it('names a task, whose state is asked for', async () => {
    await using hubspot = await Connected.start();
    const { files } = hubspot.client();
    hubspot.server.answers.push({ status: 202, body: { id: 'task/1', links: { status: 'https://x.example' } } });
    const started = await files.importFromUrl({ url: 'https://y.example/a.png', access: 'PRIVATE', folderPath: '/c' });
    expect(started).toMatchObject({ ok: true, status: 202, value: { id: 'task/1' } });
    hubspot.server.answers.push({ body: { taskId: 'task/1', status: 'COMPLETE', result: { id: '9', url: 'u' } } });
    expect(await files.importStatus('task/1')).toMatchObject({
      ok: true,
      value: { status: 'COMPLETE', result: { id: '9' } },
    });
    expect(hubspot.server.requests[1]?.url).toBe('/files/v3/files/import-from-url/async/tasks/task%2F1/status');
  });
});

describe('a file', () => {
  it('is looked up and linked to', async () => {
    await using hubspot = await Connected.start();
    const { files } = hubspot.client();
    hubspot.server.answers.push({ body: { id: 9, extension: 'png', size: 6 } });
    expect(await files.get('9')).toMatchObject({ ok: true, value: { id: '9', size: 6 } });
    hubspot.server.answers.push({ body: { url: 'https://f.example/s', expiresAt: 1_777_777_777_000 } });
    expect(await files.signedUrl('9', { expirationSeconds: 3_600 })).toMatchObject({
      ok: true,
      value: { url: 'https://f.example/s', expiresAt: '2026-05-03T03:09:37.000Z' },
    });
    expect(hubspot.server.requests[1]?.url).toBe('/files/v3/files/9/signed-url?expirationSeconds=3600');
  });
});
