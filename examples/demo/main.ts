import { once } from 'node:events';
import { eventLine, invitation } from './by-hand.js';
import { journeys, opening, TITLE, verdict } from './narrate.js';
import { playDay } from './play-day.js';
import { DAY } from './scenarios/index.js';
import { Stage } from './stage.js';
import { finalTable } from './table.js';

/** `npm run demo`: plays a day, shows it, and stays up. With `--exit` it ends with code 0 only if all went as scripted. */
const INTERRUPTED = 130;
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);

const stage = await Stage.open();
try {
  process.exitCode = await Promise.race([play(), interrupted.then(() => INTERRUPTED)]);
  if (process.exitCode !== INTERRUPTED && !process.argv.includes('--exit')) {
    say(invitation(stage));
    stage.connector.onEvent = (event) => say(eventLine(stage, event));
    await interrupted;
  }
} finally {
  await stage[Symbol.asyncDispose]();
}

/** @returns 0 if everything ended as the script says, else 1 */
async function play(): Promise<0 | 1> {
  say(TITLE);
  const differences = await playDay(stage, DAY, {
    begins: (scenario, number) => say(opening(scenario, number)),
    ended: (scenario) => say(journeys(stage, scenario)),
  });
  say(`\n${finalTable(stage, DAY)}\n\n${verdict(DAY, differences)}`);
  if (differences.length === 0) return 0;
  say(`\nThe connector’s log ends so:\n${await stage.connector.endOfLog()}\n`);
  return 1;
}

function say(text: string): void {
  process.stdout.write(text);
}
