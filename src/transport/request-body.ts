import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { FormData as UndiciFormData } from 'undici';
import type { HttpRequest } from '../contract/http-transport.js';

export type UndiciBody = string | Uint8Array | UndiciFormData | Readable | null;

/** The body as undici takes it. The platform's own `FormData` is copied: undici knows only forms of its own making. */
export function undiciBody(body: HttpRequest['body']): UndiciBody {
  if (body === undefined) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof UndiciFormData) return body;
  if (body instanceof FormData) return copyOf(body);
  return Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
}

function copyOf(form: FormData): UndiciFormData {
  const copy = new UndiciFormData();
  for (const [name, value] of form as unknown as Iterable<[string, string | File]>) {
    if (typeof value === 'string') copy.append(name, value);
    else copy.append(name, value, value.name);
  }
  return copy;
}
