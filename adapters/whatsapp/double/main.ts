import { readFile } from 'node:fs/promises';
import { runDouble } from 'channelwright/double';
import type { WhatsAppDoubleOptions } from './double-options.js';
import { WhatsAppDouble } from './whatsapp-double.js';

/** The double as a process: `node dist/adapters/whatsapp/double/main.js options.json`. The file holds `WhatsAppDoubleOptions`. */
const [, , file] = process.argv;
if (file === undefined) {
  process.stderr.write('usage: main.js OPTIONS.json\n');
  process.exit(2);
}
runDouble(await WhatsAppDouble.start(JSON.parse(await readFile(file, 'utf8')) as WhatsAppDoubleOptions));
