import { once } from 'node:events';
import { eventLine, invitation } from './by-hand.js';
import { handsOn } from './hands-on.js';
import { journeys, MORNING, opening, requestsOf, setUpStep, TITLE, verdict } from './narrate.js';
import { playDay } from './play-day.js';
import { DAY } from './scenarios/index.js';
import { setUp } from './setting-up.js';
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

/**
 * Plays a day, shows it, and stays up. With `--exit` it ends then; with `--hands-on` nothing is played or set up, that is for whoever
 * looks on.
 *
 * @returns 0 only if all went as scripted
 */
async function demo(): Promise<number> {
  const stage = await Stage.open();
  try {
    if (process.argv.includes('--hands-on')) return await stayUp(stage, handsOn(stage), 0);
    const code = await Promise.race([play(stage), interrupted.then(() => INTERRUPTED)]);
    if (code === INTERRUPTED || process.argv.includes('--exit')) return code;
    return await stayUp(stage, invitation(stage), code);
  } finally {
    await stage[Symbol.asyncDispose]();
  }
}

async function stayUp(stage: Stage, invitation: string, code: number): Promise<number> {
  say(invitation);
  stage.connector.onEvent = (event) => say(eventLine(stage, event));
  await interrupted;
  return code;
}

async function play(stage: Stage): Promise<number> {
  say(MORNING);
  await setUp(stage, {
    does: (what) => say(setUpStep(what)),
    did: (requests) => say(requestsOf(requests)),
  });
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
