/**
 * A stream that passes everything through and knows whether its last piece may have been passed on. Each piece is held back
 * until it is known whether another follows: a request can be complete before its stream is closed.
 */
export function watchedToEnd(body: ReadableStream<Uint8Array>): {
  body: ReadableStream<Uint8Array>;
  ended(): boolean;
} {
  const reader = body.getReader();
  let held: Uint8Array | undefined;
  let isOver = false;
  const watched = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        held ??= (await reader.read()).value;
        const next = await reader.read();
        isOver = next.done;
        if (held !== undefined) controller.enqueue(held);
        held = next.value;
        if (next.done) controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { body: watched, ended: () => isOver };
}
