import { readFile } from 'node:fs/promises';
import { runDouble } from 'channelwright/double';
import type { TelegramDoubleOptions } from './double-options.js';
import { TelegramDouble } from './telegram-double.js';

/** The double as a process: `node dist/adapters/telegram/double/main.js options.json`. The file holds `TelegramDoubleOptions`. */
const [, , file] = process.argv;
if (file === undefined) {
  process.stderr.write('usage: main.js OPTIONS.json\n');
  process.exit(2);
}
runDouble(await TelegramDouble.start(JSON.parse(await readFile(file, 'utf8')) as TelegramDoubleOptions));
