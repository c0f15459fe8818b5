/** Why a stream did not come to its end. */
export type Cut = { kind: 'too-large' } | { kind: 'broken'; error: unknown };

/** The same stream up to a size. `cut` remembers why it ended before its end: its reader is told something of its own. */
export function limited(
  source: ReadableStream<Uint8Array>,
  maxBytes: number,
): { stream: ReadableStream<Uint8Array>; cut: () => Cut | undefined } {
  const reader = source.getReader();
  let bytes = 0;
  let cut: Cut | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await reader.read().catch((error: unknown) => {
          cut = { kind: 'broken', error };
          throw error;
        });
        if (next.done) return controller.close();
        bytes += next.value.length;
        if (bytes <= maxBytes) return controller.enqueue(next.value);
        cut = { kind: 'too-large' };
        void reader.cancel().catch(() => undefined);
        controller.error(new Error('the file is larger than allowed'));
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { stream, cut: () => cut };
}
