import { readFile } from 'node:fs/promises';
import { runDouble } from 'channelwright/double';
import type { TwilioDoubleOptions } from './double-options.js';
import { TwilioDouble } from './twilio-double.js';

/** The double as a process: `node dist/adapters/twilio/double/main.js options.json`. The file holds `TwilioDoubleOptions`. */
const [, , file] = process.argv;
if (file === undefined) {
  process.stderr.write('usage: main.js OPTIONS.json\n');
  process.exit(2);
}
runDouble(await TwilioDouble.start(JSON.parse(await readFile(file, 'utf8')) as TwilioDoubleOptions));
