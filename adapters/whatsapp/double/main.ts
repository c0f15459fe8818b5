import { optionsInFile, runDouble } from 'channelwright/double';
import type { WhatsAppDoubleOptions } from './double-options.js';
import { WhatsAppDouble } from './whatsapp-double.js';

/** The double as a process: `node dist/adapters/whatsapp/double/main.js options.json`. The file holds `WhatsAppDoubleOptions`. */
runDouble(await WhatsAppDouble.start(await optionsInFile<WhatsAppDoubleOptions>()));
