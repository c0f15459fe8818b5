import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports which systems give to outgoing connections, so that none takes it while the connector is down. */
const FIRST = 20_000;
const LAST = 30_000;
const TRIES = 50;

/** A port of 127.0.0.1 on which nobody listens: the connector keeps it when it is killed and started again. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found between ${FIRST} and ${LAST}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const listening = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return listening;
}
