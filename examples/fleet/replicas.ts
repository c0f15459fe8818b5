import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./replica-process.js', import.meta.url));
const STOPS_WITHIN_MS = 10_000;

export interface Replica {
  url: string;
  process: ChildProcess;
}

/** Starts one. @throws Error naming its log when it does not come up */
export async function startReplica(configFile: string, logFile: string): Promise<Replica> {
  const log: FileHandle = await open(logFile, 'a');
  const child = fork(PROCESS, [configFile], { stdio: ['ignore', log.fd, log.fd, 'ipc'] });
  await log.close();
  const ended = once(child, 'exit').then(() => undefined);
  const url = await Promise.race([once(child, 'message').then(([told]) => String(told)), ended]);
  if (url === undefined) throw new Error(`a replica does not start: see ${logFile}`);
  return { url, process: child };
}

/** As a crash or a power cut would: it gets no chance to tidy up. */
export async function killReplica({ process: child }: Replica): Promise<void> {
  await end(child, () => child.kill('SIGKILL'));
}

/** In order: its slots are handed over to the others. */
export async function stopReplica({ process: child }: Replica): Promise<void> {
  await end(child, () => child.disconnect());
}

async function end(child: ChildProcess, how: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  how();
  const patience = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
  await ended;
  clearTimeout(patience);
}
