import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { DatabaseSync } from 'node:sqlite';

/** What the figures depend on, one line each. */
export function environment(): string[] {
  return [
    machineLine(),
    `Node.js ${process.version}, SQLite ${sqliteVersion()} (WAL, synchronous=FULL), undici ${versionOf('undici')}, autocannon ${versionOf('autocannon')}`,
  ];
}

export function machineLine(): string {
  const processors = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, ${memory}, ${process.platform} ${release()}`;
}

export function loadLine(): string {
  const [one, five, fifteen] = loadavg().map((load) => load.toFixed(2));
  return `load average ${one} ${five} ${fifteen} (1, 5, 15 minutes)`;
}

function sqliteVersion(): string {
  const database = new DatabaseSync(':memory:');
  const row = database.prepare('SELECT sqlite_version() AS version').get();
  database.close();
  return String(row?.['version']);
}

export function versionOf(name: string): string {
  const file = new URL(`../../../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
