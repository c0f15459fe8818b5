/** The beginning of a stream, and the stream from its beginning. */
export interface Peeked {
  head: Uint8Array;
  /** There is no more than `head`. */
  whole: boolean;
  body: ReadableStream<Uint8Array>;
}

/** Reads what it takes to have so many bytes, and no more. @throws what the stream throws */
export async function peek(source: ReadableStream<Uint8Array>, bytes: number): Promise<Peeked> {
  const reader = source.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let whole = false;
  while (size < bytes && !whole) {
    const { done, value } = await reader.read();
    if (done) whole = true;
    else size += chunks[chunks.push(value) - 1]!.length;
  }
  const head = Buffer.concat(chunks);
  let left: Uint8Array | undefined = head.length > 0 ? head : undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = left ?? (whole ? undefined : (await reader.read()).value);
        left = undefined;
        if (next) controller.enqueue(next);
        else controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { head: head.subarray(0, bytes), whole, body };
}
