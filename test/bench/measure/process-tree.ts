import { readFileSync } from 'node:fs';

/** How Linux counts processor time in `/proc`, µs: a hundred ticks a second on every machine it runs on today. */
const TICK_MICROS = 10_000;

/**
 * CPU that a server and the processes it has started have used so far, µs; those that have ended count once the server has
 * noticed. `NaN` where the system does not tell.
 */
export function cpuOfServer(pid: number): number {
  try {
    const [own, ended] = ticksOf(pid);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const living = children.map((child) => ticksOf(Number(child))[0]);
    return (own + ended + living.reduce((sum, one) => sum + one, 0)) * TICK_MICROS;
  } catch {
    return Number.NaN;
  }
}

/** Of the process itself, and of its children that have ended. */
function ticksOf(pid: number): [own: number, ended: number] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Its name is in brackets and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return [user + system, endedUser + endedSystem];
}
