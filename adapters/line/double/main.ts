import { optionsInFile, runDouble } from 'channelwright/double';
import type { LineDoubleOptions } from './double-options.js';
import { LineDouble } from './line-double.js';

/** The double as a process: `node dist/adapters/line/double/main.js options.json`. The file holds `LineDoubleOptions`. */
runDouble(await LineDouble.start(await optionsInFile<LineDoubleOptions>()));
