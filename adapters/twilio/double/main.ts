import { optionsInFile, runDouble } from 'channelwright/double';
import type { TwilioDoubleOptions } from './double-options.js';
import { TwilioDouble } from './twilio-double.js';

/** The double as a process: `node dist/adapters/twilio/double/main.js options.json`. The file holds `TwilioDoubleOptions`. */
runDouble(await TwilioDouble.start(await optionsInFile<TwilioDoubleOptions>()));
