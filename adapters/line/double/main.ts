import { readFile } from 'node:fs/promises';
import { runDouble } from 'channelwright/double';
import type { LineDoubleOptions } from './double-options.js';
import { LineDouble } from './line-double.js';

/**
 * The double as a process: `node dist/adapters/line/double/main.js options.json`. The file holds `LineDoubleOptions`. The first
 * line of the output is `{ "url": … }`; SIGINT and SIGTERM end it.
 */
const [, , file] = process.argv;
if (file === undefined) {
  process.stderr.write('usage: main.js OPTIONS.json\n');
  process.exit(2);
}
const options = JSON.parse(await readFile(file, 'utf8')) as LineDoubleOptions;
runDouble(await LineDouble.start(options));
