import { readFileSync } from 'node:fs';

const EVERY_MS = 500;
const KIB = 1_024;

/** Resident memory of a process while something runs, MiB. */
export interface Resident {
  /** The most in the first fifth of the time … */
  early: number;
  /** … and in all: not more, where memory does not grow with what is done. */
  most: number;
}

/** `NaN` where the system does not tell. */
export async function residentDuring<T>(pid: number, work: Promise<T>): Promise<{ answer: T; resident: Resident }> {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentOf(pid)), EVERY_MS);
  try {
    samples.push(residentOf(pid));
    const answer = await work;
    const early = samples.slice(0, Math.ceil(samples.length / 5));
    return { answer, resident: { early: Math.max(...early), most: Math.max(...samples) } };
  } finally {
    clearInterval(timer);
  }
}

function residentOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / KIB;
  } catch {
    return Number.NaN;
  }
}
