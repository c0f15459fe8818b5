import { once } from 'node:events';
import { type Outcome, playFleet } from './play-fleet.js';

/** Three replicas on one PostgreSQL; one is killed while messages are on their way. */
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(
  () => 'interrupted' as const,
);

try {
  process.exitCode = codeOf(await playFleet((line) => process.stdout.write(`${line}\n`), interrupted));
} catch (error) {
  process.stderr.write(`\nThe fleet was cut short: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function codeOf(outcome: Outcome): number {
  return { 'as it should be': 0, wrong: 1, interrupted: 130 }[outcome];
}
