/** Tries a promise on a bench of its own, which is gone afterwards. */
export async function onOwnBench<Bench extends { destroy(): Promise<void> }>(
  open: () => Promise<Bench>,
  check: (bench: Bench) => Promise<void>,
): Promise<void> {
  const bench = await open();
  try {
    await check(bench);
  } finally {
    await bench.destroy();
  }
}
