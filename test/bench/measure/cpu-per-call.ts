/** Calls made between two looks at the clock. */
const SLICE = 50;

/** Microseconds of CPU, user and system, that one call takes, over some seconds of calls one after another. */
export async function cpuPerCall(call: () => unknown, seconds: number): Promise<number> {
  for (let warm = 0; warm < SLICE * 4; warm += 1) await call();
  const end = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  let calls = 0;
  while (performance.now() < end) {
    for (let n = 0; n < SLICE; n += 1) await call();
    calls += SLICE;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}
