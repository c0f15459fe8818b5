import { once } from 'node:events';
import { eventLine, invitation } from './by-hand.js';
import { journeys, opening, TITLE, verdict } from './narrate.js';
import { playDay } from './play-day.js';
import { DAY } from './scenarios/index.js';
import { Stage } from './stage.js';
import { finalTable } from './table.js';

const INTERRUPTED = 130;
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);

try {
  process.exitCode = await demo();
} catch (error) {
  process.stderr.write(`\nThe demo was cut short: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/** Plays a day, shows it, and stays up; with `--exit` it ends then. @returns 0 only if all went as scripted */
async function demo(): Promise<number> {
  const stage = await Stage.open();
  try {
    const code = await Promise.race([play(stage), interrupted.then(() => INTERRUPTED)]);
    if (code === INTERRUPTED || process.argv.includes('--exit')) return code;
    say(invitation(stage));
    stage.connector.onEvent = (event) => say(eventLine(stage, event));
    await interrupted;
    return code;
  } finally {
    await stage[Symbol.asyncDispose]();
  }
}

async function play(stage: Stage): Promise<number> {
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
