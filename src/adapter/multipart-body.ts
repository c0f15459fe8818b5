import { randomUUID } from 'node:crypto';
import type { MediaStream } from '../contract/media.js';

/** The file of a form. */
export interface MultipartFile {
  /** The field's name. */
  field: string;
  /** The file's name, as the peer shall see it. */
  name: string;
  stream: MediaStream;
}

export interface MultipartBody {
  headers: Record<string, string>;
  body: ReadableStream<Uint8Array>;
}

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/**
 * A form with one file, streamed: the file is never whole in memory. With `Content-Length` where the file's size is known; a
 * file that then turns out longer or shorter breaks the request off. Source: RFC 7578; names escaped as the WHATWG writes them.
 */
export function multipartBody(fields: Readonly<Record<string, string>>, file: MultipartFile): MultipartBody {
  const { body, size, type } = file.stream;
  const boundary = `channelwright-${randomUUID()}`;
  const part = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${part(`name=${quoted(name)}`)}\r\n${value}\r\n`);
  const fileType = TYPE.test(type) ? type : 'application/octet-stream';
  const opening = part(`name=${quoted(file.field)}; filename=${quoted(file.name)}`);
  const head = Buffer.from(`${texts.join('')}${opening}Content-Type: ${fileType}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      ...(size !== undefined && { 'content-length': String(head.length + size + tail.length) }),
    },
    body: around(body, { head, tail, size }),
  };
}

/** What ends a name or a header in it would let a file name write headers. */
function quoted(name: string): string {
  const escaped = name.replace(/[\r\n"]/g, (character) => encodeURIComponent(character));
  return `"${escaped}"`;
}

interface Frame {
  head: Uint8Array;
  tail: Uint8Array;
  size: number | undefined;
}

function around(file: ReadableStream<Uint8Array>, { head, tail, size }: Frame): ReadableStream<Uint8Array> {
  const reader = file.getReader();
  let left = size;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(head);
      },
      async pull(controller) {
        const { done, value } = await reader.read();
        if (left !== undefined) left -= value?.length ?? 0;
        if (left !== undefined && (left < 0 || (done && left > 0))) {
          void reader.cancel().catch(() => undefined);
          return controller.error(new Error(`the file is ${left < 0 ? 'longer' : 'shorter'} than was said`));
        }
        if (!done) return controller.enqueue(value);
        controller.enqueue(tail);
        controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
