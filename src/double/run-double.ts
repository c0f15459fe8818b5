import type { ProviderDouble } from './provider-double.js';

/** Lets a double be a process: the first line of the output is `{ "url": … }`; SIGINT and SIGTERM end it. */
export function runDouble(double: Pick<ProviderDouble, 'url' | 'stop'>): void {
  process.stdout.write(`${JSON.stringify({ url: double.url })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void double.stop());
}
