import { readFile } from 'node:fs/promises';
import type { TwilioDoubleOptions } from './double-options.js';
import { TwilioDouble } from './twilio-double.js';

/**
 * The double as a process: `node dist/adapters/twilio/double/main.js options.json`. The file holds `TwilioDoubleOptions`. The
 * first line of the output is `{ "url": … }`; SIGINT and SIGTERM end it.
 */
const [, , file] = process.argv;
if (file === undefined) {
  process.stderr.write('usage: main.js OPTIONS.json\n');
  process.exit(2);
}
const options = JSON.parse(await readFile(file, 'utf8')) as TwilioDoubleOptions;
const double = await TwilioDouble.start(options);
process.stdout.write(`${JSON.stringify({ url: double.url })}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void double.stop());
