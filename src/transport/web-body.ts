import type { Readable } from 'node:stream';
import type { TransportError } from '../contract/http-transport.js';

/**
 * A body of undici as a web stream. `Readable.toWeb` would do, but when it is cancelled while a chunk is on its way it throws
 * where nobody can catch it (Node 24.21).
 */
export function webBody(body: Readable, failure: (error: unknown) => TransportError): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next().catch((error: unknown) => Promise.reject(failure(error)));
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel() {
        body.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
