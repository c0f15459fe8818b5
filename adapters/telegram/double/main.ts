import { optionsInFile, runDouble } from 'channelwright/double';
import type { TelegramDoubleOptions } from './double-options.js';
import { TelegramDouble } from './telegram-double.js';

/** The double as a process: `node dist/adapters/telegram/double/main.js options.json`. The file holds `TelegramDoubleOptions`. */
runDouble(await TelegramDouble.start(await optionsInFile<TelegramDoubleOptions>()));
